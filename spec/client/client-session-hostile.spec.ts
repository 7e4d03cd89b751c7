import assert from 'node:assert/strict';
import test from 'ava';
import * as fc from 'fast-check';
import {
  EMPTY,
  from,
  lastValueFrom,
  NEVER,
  observeOn,
  asapScheduler,
  concat,
  toArray,
  type Observable,
} from 'rxjs';
import { clientSession } from '../../lib/client/client-session.js';
import type { ClientContext } from '../../lib/client/context.js';
import type { ClientEvent } from '../../lib/client/events.js';
import { MAX_BODY_REQUESTS } from '../../lib/client/order.js';
import { checksum } from '../../lib/protocol/digests.js';
import { isTlslpError } from '../../lib/protocol/errors.js';

/** Whatever a server may say: nonsense, commands that are nearly right, and right ones. */
const token = fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/);
const line = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('HELLO', 'DONE', 'FAIL', 'FAIL x', 'HELLO\r', 'OK', 'WORK', 'FULL_NAME', '', ' '),
  token.map((text) => `FULL_NAME ${text}`),
  fc.tuple(token, fc.integer({ min: -1, max: 70 })).map(([text, bits]) => `WORK ${text} ${bits}`),
);
const conversation = fc.oneof(
  fc.array(line, { maxLength: 8 }),
  fc
    .tuple(token, fc.array(line, { maxLength: 8 }))
    .map(([text, rest]) => ['HELLO', `WORK ${text} 0`, ...rest]),
);

async function run(
  lines: Observable<string>,
  context: Partial<ClientContext> = {},
): Promise<{ events: ClientEvent[]; sent: string[] }> {
  const sent: string[] = [];
  const events = await lastValueFrom(
    clientSession(lines, {
      send: (text) => {
        sent.push(text);
        return EMPTY;
      },
      solve: () => Promise.resolve({ suffix: 'suffix', attempts: 1, seconds: 0 }),
      answers: (name) => `of ${name}`,
      otherTimeout: 0.001,
      ...context,
    }).pipe(toArray()),
  );
  return { events, sent };
}

test('whatever a server says, and whether or not it leaves: one end, and never more answers than commands', async (t) => {
  await fc.assert(
    fc.asyncProperty(conversation, fc.boolean(), async (said, leaves) => {
      const lines = concat(from(said).pipe(observeOn(asapScheduler)), leaves ? EMPTY : NEVER);
      const { events, sent } = await run(lines);
      const last = events[events.length - 1];
      assert.ok(last?.type === 'done' || last?.type === 'failed');
      assert.equal(events.filter(({ type }) => type === 'done' || type === 'failed').length, 1);
      assert.ok(sent.length <= said.length);
      if (last.type === 'done') assert.equal(sent.at(-1), 'OK');
      else assert.ok(isTlslpError(last.error));
    }),
    { numRuns: 300 },
  );
  t.pass();
});

test('nothing that a server says comes back in a message, except its reason, escaped', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1 }), async (text) => {
      const { events } = await run(from([`FAIL ${text}`]));
      const [last] = events;
      assert.ok(last?.type === 'failed');
      assert.doesNotMatch(last.error.message, /[\p{Cc}\u202e\u2028]/u);
    }),
    { numRuns: 200 },
  );
  const { events } = await run(from(['secret \u001b[31m']));
  t.true(events[0]?.type === 'failed' && !events[0].error.message.includes('secret'));
});

test('a server that asks without end is left at some point', async (t) => {
  function* endless(): Iterable<string> {
    yield 'HELLO';
    yield 'WORK t 0';
    for (;;) yield 'FULL_NAME r';
  }
  const solve: ClientContext['solve'] = () => ({
    then: (resolve) => {
      void resolve?.({ suffix: '', attempts: 0, seconds: 0 });
      return new Promise(() => undefined);
    },
  });
  const { events, sent } = await run(from(endless()), { solve });
  const last = events[events.length - 1];
  t.is(
    last?.type === 'failed' ? last.error.message : '',
    `The server asked for more than ${MAX_BODY_REQUESTS} answers.`,
  );
  t.is(sent.length, 2 + MAX_BODY_REQUESTS);
  t.is(sent.at(-1), `${checksum('t', 'r')} of FULL_NAME`);
});
