import test from 'ava';
import { EMPTY, NEVER } from 'rxjs';
import { MAX_COMMANDS } from '../../lib/session/check-commands.js';
import type { PlannedCommand } from '../../lib/session/context.js';
import { session } from '../../lib/session/session.js';
import '../support/rxjs.js';

const DONE = { kind: 'done' } as const;

const refused = test.macro({
  exec: (t, commands: readonly PlannedCommand[], message: RegExp) => {
    const context = { id: '', token: 't', commands, send: () => EMPTY };
    const error = t.throws(() => session(NEVER, context), {
      name: 'ConfigError',
      code: 'invalid_option',
    });
    t.regex(error.message, message);
  },
  title: (title) => `no session can have ${title ?? ''}`,
});
test('no commands', refused, [], /commands must end with DONE/);
test('no DONE', refused, [{ kind: 'hello' }], /commands must end with DONE/);
test('a DONE in between', refused, [DONE, DONE], /commands\[0\]: DONE must be the last/);
test(
  'a request called FAIL',
  refused,
  [{ kind: 'body', name: 'FAIL', randomString: 'r' }, DONE],
  /commands\[0\]: the name "FAIL" must be 1 to 128 characters/,
);
test(
  'a random string with a space',
  refused,
  [{ kind: 'body', name: 'A', randomString: 'r s' }, DONE],
  /commands\[0\]: randomString must be/,
);
test(
  '300 bits',
  refused,
  [{ kind: 'work', token: 't', nBits: 300 }, DONE],
  /nBits must be an integer from 0 to 64/,
);
test(
  "another token than the context's",
  refused,
  [{ kind: 'work', token: 'u', nBits: 1 }, DONE],
  /the token of WORK must be the context's/,
);
test('a name that nothing draws a string for', refused, ['A', DONE], /needs drawRandomString/);
test(
  'more than can be',
  refused,
  Array<PlannedCommand>(10_010).fill({ kind: 'hello' }).concat(DONE),
  /at most 10010/,
);

test('what the contract allows passes', (t) => {
  const commands = [
    { kind: 'hello' },
    { kind: 'work', token: 't', nBits: 64 },
    'EMAIL1',
    { kind: 'fail', reason: 'x' },
    DONE,
  ] as const;
  t.notThrows(() =>
    session(NEVER, { id: '', token: 't', commands, send: () => EMPTY, drawRandomString: () => 'r' }),
  );
});

test('nor a token that is none', (t) => {
  const context = { id: '', token: 'a b', commands: [DONE], send: () => EMPTY };
  t.throws(() => session(NEVER, context), { code: 'invalid_option', message: /^token must be 1 to 128/ });
});

test('as many commands as are allowed, and one more', (t) => {
  const context = { id: '', token: 't', send: () => EMPTY, drawRandomString: () => 'r' };
  const commands = (count: number): PlannedCommand[] => [...Array<string>(count - 1).fill('NAME'), DONE];
  t.notThrows(() => session(NEVER, { ...context, commands: commands(MAX_COMMANDS) }));
  t.throws(() => session(NEVER, { ...context, commands: commands(MAX_COMMANDS + 1) }), {
    message: /commands must be at most 10010/,
  });
});
