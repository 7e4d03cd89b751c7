import test, { type ExecutionContext } from 'ava';
import { lastValueFrom, toArray } from 'rxjs';
import type { DoneEvent } from '../../lib/session/events.js';
import { lastInputOf, type LastInput } from '../../lib/protocol/last-input.js';
import { runSession } from '../../lib/server/run-session.js';
import { LineClient } from '../support/line-client.js';
import { connection } from '../support/streams.js';

const CONTEXT = { id: 'a', token: 'token', commands: [{ kind: 'hello' }, { kind: 'done' }] as const };

/** What is kept with the error of a session whose client sends these bytes after HELLO, and then leaves. */
async function inputAfter(bytes: string | Buffer, keepInput = true): Promise<LastInput | null> {
  const { ours, theirs } = connection();
  const client = new LineClient(theirs);
  const running = lastValueFrom(runSession(ours, CONTEXT, undefined, keepInput).pipe(toArray()));
  await client.until('HELLO');
  theirs.end(bytes);
  for (const event of await running) {
    if (event.type !== 'failed' && event.type !== 'done') continue;
    if (event.error === null) throw new Error('the session did not fail');
    return lastInputOf(event.error);
  }
  throw new Error('the session has no end');
}

test('bytes without an LF', async (t) => {
  t.deepEqual(await inputAfter('HELLOBACK\r'), {
    line: null,
    rest: Buffer.from('HELLOBACK\r'),
    restLength: 10,
    isEarly: false,
  });
});

test('no bytes', async (t) => {
  t.deepEqual(await inputAfter(''), { line: null, rest: Buffer.alloc(0), restLength: 0, isEarly: false });
});

test('a line that is not UTF-8', async (t) => {
  const input = await inputAfter(Buffer.from('H\xe9\nmore', 'latin1'));
  t.deepEqual(input?.rest.subarray(0, 3), Buffer.from('H\xe9\n', 'latin1'));
});

test('a line that is too long', async (t) => {
  const input = await inputAfter('x'.repeat(1500));
  t.is(input?.restLength, 1500);
});

test('a wrong line, and what came after it', async (t) => {
  t.deepEqual(await inputAfter('\0\0\0\nHELLOBACK'), {
    line: '\0\0\0',
    rest: Buffer.from('HELLOBACK'),
    restLength: 9,
    isEarly: false,
  });
});

test('a line that no command had asked for', async (t) => {
  const input = await inputAfter('HELLOBACK\n\n');
  t.is(input?.line, '');
});

test('nothing is kept when that was not asked for', async (t) => {
  t.is(await inputAfter('HELLOBACK\r', false), null);
});

/** How a session ends whose client sends these bytes after DONE, and then leaves. */
async function endAfter(t: ExecutionContext, bytes: string, keepInput = true): Promise<DoneEvent> {
  const { ours, theirs } = connection();
  const client = new LineClient(theirs);
  const running = lastValueFrom(runSession(ours, CONTEXT, undefined, keepInput).pipe(toArray()));
  await client.until('HELLO');
  theirs.write('HELLOBACK\n');
  await client.until('DONE');
  theirs.end(bytes);
  const done = (await running).find(({ type }) => type === 'done');
  if (done?.type !== 'done') return t.fail('the session is not done');
  return done;
}

test('bytes after OK and its LF are an error, though they are no line', async (t) => {
  for (const bytes of ['bye', '\0', '\r']) {
    const { confirmed, error, line } = await endAfter(t, `OK\n${bytes}`);
    t.false(confirmed);
    t.is(error?.code, 'unsolicited_line');
    t.is(line, 'FAIL receiving. Bytes came after OK that no command asked for.');
    t.deepEqual(error && lastInputOf(error)?.rest, Buffer.from(bytes));
  }
});

test('outside the tutorial they are not: what has no LF is no line', async (t) => {
  t.true((await endAfter(t, 'OK\nbye', false)).confirmed);
});

test('a session without them is confirmed', async (t) => {
  t.true((await endAfter(t, 'OK\n')).confirmed);
});

test('bytes without an LF that were there before HELLO', async (t) => {
  const { ours, theirs } = connection();
  const running = lastValueFrom(
    runSession(ours, { ...CONTEXT, silence: { first: 0.05, next: 0 } }, undefined, true).pipe(toArray()),
  );
  theirs.write('HELLOBACK');
  const client = new LineClient(theirs);
  await client.until('HELLO');
  theirs.end();
  const failed = (await running).find(({ type }) => type === 'failed');
  t.true(failed?.type === 'failed' && lastInputOf(failed.error)?.isEarly === true);
});
