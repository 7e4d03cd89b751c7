import test, { type ExecutionContext } from 'ava';
import { asyncScheduler, EMPTY, from, NEVER, of, throwError, timer, map } from 'rxjs';
import { DEFAULT_TOKEN } from '../../lib/protocol/constants.js';
import { completeContext } from '../../lib/session/complete-context.js';
import type { HookOptions, MaybeAsync, SessionContext } from '../../lib/session/context.js';
import { callHook } from '../../lib/session/hooks.js';
import type { SessionEvent } from '../../lib/session/events.js';
import { session } from '../../lib/session/session.js';
import '../support/rxjs.js';
import { brief, COMMANDS, contextOf, SAYS, TOLD, virtually } from '../support/session.js';

const BARE: SessionContext = { id: '', token: DEFAULT_TOKEN, commands: [], send: () => EMPTY };

const gives = test.macro({
  exec: async (t, hook: () => MaybeAsync<string>, expected: string) => {
    const told = await new Promise<string>((resolve) => {
      callHook('hook', hook, completeContext(BARE)).subscribe({
        next: resolve,
        error: ({ code, message }: { code?: string; message: string }) => {
          resolve(code ?? message);
        },
      });
    });
    t.is(told, expected);
  },
  title: (title) => title ?? '',
});
test('a value', gives, () => 'words, as they are', 'words, as they are');
test('a promise', gives, () => Promise.resolve('later'), 'later');
test('an observable: its first value', gives, () => of('first', 'second'), 'first');
test('an observable that gives nothing', gives, () => EMPTY, 'internal_error');
test('which function gave nothing is told to the operator alone', (t) => {
  const told: unknown[] = [];
  callHook('check', () => EMPTY, completeContext(BARE)).subscribe({ error: (error) => told.push(error) });
  t.like(told[0], { message: 'Server error.', cause: { message: 'check gave nothing.' } });
});
test('commands that come to nothing are told as those of the plan', (t) => {
  const told: SessionEvent[] = [];
  session(NEVER, { ...BARE, commands: () => EMPTY }).subscribe((event) => told.push(event));
  t.like(told.at(-1), { type: 'failed', error: { cause: { message: 'plan gave nothing.' } } });
});
const broken = (): never => {
  throw new Error('broken');
};
test('a function that throws', gives, broken, 'broken');
test('a promise that rejects', gives, () => Promise.reject(new Error('broken')), 'broken');

test('its signal aborts when it is late, and when it is left, and not when it has answered', (t) => {
  virtually(t, ({ flush }) => {
    const signals: AbortSignal[] = [];
    const hook =
      (answer: MaybeAsync<string>) =>
      ({ signal }: HookOptions): MaybeAsync<string> => {
        signals.push(signal);
        return answer;
      };
    const context = completeContext({ ...BARE, hookTimeout: 2, scheduler: asyncScheduler });
    const codes: string[] = [];
    const late = callHook('plan', hook(NEVER), context);
    late.subscribe({ error: ({ code, message }) => codes.push(`${code}: ${message}`) });
    const left = callHook('plan', hook(NEVER), context).subscribe();
    callHook('plan', hook('answer'), context).subscribe();
    left.unsubscribe();
    t.deepEqual(
      signals.map(({ aborted }) => aborted),
      [false, true, false],
    );
    flush();
    t.deepEqual(
      signals.map(({ aborted }) => aborted),
      [true, true, false],
    );
    t.deepEqual(codes, ['hook_timed_out: Server error: plan took longer than 2 s.']);
  });
});

/** What is told of a session whose client answers right, and what is written to it. */
function toldOf(
  t: ExecutionContext,
  given: Partial<SessionContext>,
  client = 'h-w-n-o',
): { told: string[]; written: string[] } {
  const told: string[] = [];
  const all: string[] = [];
  virtually(t, (helpers) => {
    const { context, written } = contextOf(helpers);
    const lines = helpers.cold(client, SAYS);
    session(lines, { ...context, ...given }).subscribe((event) => told.push(brief(event)));
    helpers.flush();
    all.push(...written);
  });
  return { told, written: all };
}

test('who is authorized goes on', (t) => {
  for (const authorize of [() => true, () => of(true)]) {
    const { told } = toldOf(t, { authorize });
    t.deepEqual(
      told,
      Object.values(TOLD).filter((event) => event !== 'committed'),
    );
  }
});

const refuses = test.macro({
  exec: (t, given: Partial<SessionContext>, client: string, expected: string) => {
    const { told, written } = toldOf(t, given, client);
    t.is(told.at(-1), expected);
    t.is(written.at(-1), /FAIL.*/.exec(expected)?.[0]);
  },
  title: (title) => `refused: ${title ?? ''}`,
});
test(
  'not authorized',
  refuses,
  { authorize: () => false },
  '-',
  'failed HELLO: failed, not_authorized, FAIL Not authorized.',
);
test(
  'not authorized, with a reason',
  refuses,
  { authorize: () => timer(5).pipe(map(() => 'Come back\non Monday.')) },
  '-',
  'failed HELLO: failed, not_authorized, FAIL Come back?on Monday.',
);
test(
  'authorize fails',
  refuses,
  { authorize: () => throwError(() => new Error('secret')) },
  '-',
  'failed HELLO: failed, internal_error, FAIL Server error.',
);
test(
  'authorize takes too long',
  refuses,
  { authorize: () => NEVER, hookTimeout: 3 },
  '-',
  'failed HELLO: failed, hook_timed_out, FAIL Server error: authorize took longer than 3 s.',
);
test(
  'a line while authorize is waited for',
  refuses,
  { authorize: () => NEVER },
  '--h',
  'failed HELLO: failed, unsolicited_line, FAIL receiving. A line came that no command asked for.',
);
test(
  'an answer that will not do',
  refuses,
  { check: (name, value) => `${name} is no e-mail: it has ${value.length} characters.` },
  'h-w-n',
  'failed FULL_NAME: failed, answer_refused, FAIL FULL_NAME is no e-mail: it has 3 characters.',
);
test(
  'check takes too long',
  refuses,
  { check: () => NEVER },
  'h-w-n',
  'failed FULL_NAME: failed, hook_timed_out, FAIL Server error: check took longer than 10 s.',
);
test(
  'a line while check is waited for',
  refuses,
  { check: () => NEVER },
  'h-w-n-o',
  'failed FULL_NAME: failed, unsolicited_line, FAIL receiving. A line came that no command asked for.',
);
test(
  'a planned list that no session can have',
  refuses,
  { commands: () => [{ kind: 'hello' }] },
  '-',
  'failed HELLO: failed, invalid_option, FAIL Server error.',
);

test('an answer is told as answered only when its check has passed', (t) => {
  const { told } = toldOf(t, { check: () => timer(1).pipe(map(() => true as const)) });
  t.deepEqual(told.slice(-6), [TOLD.N, TOLD.n, TOLD.a, TOLD.D, TOLD.o, TOLD.d]);
});

test('a plan that is made for the client, once it is authorized', (t) => {
  const order: string[] = [];
  const { written } = toldOf(
    t,
    {
      authorize: () => {
        order.push('authorize');
        return true;
      },
      commands: () => {
        order.push('plan');
        return from([COMMANDS.filter(({ kind }) => kind !== 'work')]);
      },
    },
    '--h--n--o',
  );
  t.deepEqual(order, ['authorize', 'plan']);
  t.deepEqual(written, ['HELLO', 'FULL_NAME LGTk', 'DONE']);
});

test('a name is asked with a random string that is drawn when its turn has come', (t) => {
  let drawn = 0;
  const { written } = toldOf(
    t,
    {
      commands: ['FULL_NAME', 'FULL_NAME', { kind: 'done' }],
      drawRandomString: () => ['LGTk', 'second'][drawn++] ?? '',
    },
    '--n',
  );
  t.deepEqual(written.slice(0, 2), ['FULL_NAME LGTk', 'FULL_NAME second']);
  t.is(drawn, 2);
});
