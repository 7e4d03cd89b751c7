import test from 'ava';
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { ERROR_CODES, ServiceError, TlslpError, type ErrorCode } from '../../../../../lib/protocol/errors.js';
import { ChannelClosed } from '../../../../../lib/programs/server/workers/channel/channel.js';
import { errorOf, errorWire } from '../../../../../lib/programs/server/workers/channel/error-wire.js';
import { defineAsk, defineTell } from '../../../../../lib/programs/server/workers/channel/service.js';
import { connectedChannels } from '../../../../support/channels.js';

const DOUBLE = defineAsk<number, number>('double');
const NOTE = defineTell<string>('note');

test('what arises in one turn goes together, in its order; reports go along', async (t) => {
  const { primary, worker, sent } = connectedChannels();
  const heard: string[] = [];
  primary.onAsk(DOUBLE, (n) => n * 2);
  primary.onTell(NOTE, (text) => heard.push(text));
  worker.report(NOTE, 'report');
  worker.tell(NOTE, 'told');
  t.deepEqual(await Promise.all([1, 2, 3].map((n) => worker.ask(DOUBLE, n))), [2, 4, 6]);
  t.deepEqual(heard, ['report', 'told']);
  t.is(sent.length, 1);
  t.is(sent[0]?.length, 5);
});

test('under load, a batch has the messages of a window', async (t) => {
  const { primary, worker, sent } = connectedChannels();
  primary.onAsk(DOUBLE, (n) => n * 2);
  await worker.ask(DOUBLE, 0);
  const answers: Promise<number>[] = [];
  for (let n = 0; n < 20; n++) {
    answers.push(worker.ask(DOUBLE, n));
    await new Promise(setImmediate);
  }
  t.deepEqual(
    await Promise.all(answers),
    answers.map((_, n) => n * 2),
  );
  t.true(sent.length < 20, `${sent.length} batches`);
});

test('a report alone is sent after a while', async (t) => {
  const { primary, worker } = connectedChannels();
  t.is(
    await new Promise((resolve) => {
      primary.onTell(NOTE, resolve);
      worker.report(NOTE, 'alone');
    }),
    'alone',
  );
});

test('an error goes back as its code and its message; others as an internal one', async (t) => {
  const { primary, worker } = connectedChannels();
  primary.onAsk(DOUBLE, (n) => {
    if (n === 1) throw new ServiceError('not_durable', 'The disk is full.');
    throw new Error('a path');
  });
  await t.throwsAsync(worker.ask(DOUBLE, 1), { instanceOf: ServiceError, message: 'The disk is full.' });
  await t.throwsAsync(worker.ask(DOUBLE, 2), { instanceOf: ServiceError, message: 'Server error.' });
});

test('a later answer, and the failure of one', async (t) => {
  const { primary, worker } = connectedChannels();
  primary.onAsk(DOUBLE, (n) =>
    n === 0 ? Promise.reject(new ServiceError('no_space', 'No.')) : Promise.resolve(n * 2),
  );
  t.is(await worker.ask(DOUBLE, 4), 8);
  await t.throwsAsync(worker.ask(DOUBLE, 0), { message: 'No.' });
});

test('a handler that throws at a message is a fault, and the others are heard', async (t) => {
  const { primary, worker, faults } = connectedChannels();
  const heard: string[] = [];
  primary.onTell(NOTE, (text) => {
    if (text === 'bad') throw new Error('fault');
    heard.push(text);
  });
  worker.tell(NOTE, 'bad');
  worker.tell(NOTE, 'good');
  await worker.flushed();
  await new Promise(setImmediate);
  t.deepEqual(heard, ['good']);
  t.is(faults.length, 1);
});

test('when the other side is gone, what was asked rejects, and what is told is lost', async (t) => {
  const { primary, close } = connectedChannels();
  const asked = primary.ask(DOUBLE, 1);
  close();
  await t.throwsAsync(asked, { instanceOf: ChannelClosed });
  await t.throwsAsync(primary.ask(DOUBLE, 1), { instanceOf: ChannelClosed });
  primary.tell(NOTE, 'nobody');
  await primary.flushed();
  t.pass();
});

test('every error keeps its class, its code and its message', (t) => {
  const codes = Object.entries(ERROR_CODES).flatMap(([name, list]) =>
    list.map((code: ErrorCode) => ({ name, code })),
  );
  fc.assert(
    fc.property(fc.constantFrom(...codes), fc.string(), ({ name, code }, message) => {
      const error = errorOf({ code, message });
      assert.ok(error instanceof TlslpError);
      assert.equal(error.name, name);
      assert.deepEqual(errorWire(error), { code, message });
    }),
  );
  t.pass();
});
