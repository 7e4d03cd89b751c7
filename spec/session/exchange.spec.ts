import test from 'ava';
import { EMPTY, map, NEVER, Subject, Subscription, throwError, type Observable } from 'rxjs';
import { DEFAULT_TOKEN } from '../../lib/protocol/constants.js';
import { peerLeft, timedOut, unsolicitedLine } from '../../lib/protocol/failures.js';
import { SHORT_DEADLINE, StepDeadline } from '../../lib/session/answer-deadline.js';
import { completeContext } from '../../lib/session/complete-context.js';
import type { SessionContext } from '../../lib/session/context.js';
import type { SessionEvent } from '../../lib/session/events.js';
import { exchange } from '../../lib/session/exchange.js';
import { takingTurns, type Turn } from '../../lib/session/taking-turns.js';
import '../support/rxjs.js';
import { body } from '../support/commands.js';
import { brief, contextOf, SAYS, TOLD, virtually, type Setting } from '../support/session.js';

// An exchange alone, on hot lines, as `sendAndReceive` uses it; whole conversations are in session.spec.ts.

const NAME = body('FULL_NAME', 'LGTk');
const BARE: SessionContext = { id: '', token: DEFAULT_TOKEN, commands: [], send: () => EMPTY };

/** One exchange as a conversation of its own. */
function asked(
  lines: Observable<string>,
  context: SessionContext,
  seconds: number,
): Observable<SessionEvent> {
  return takingTurns(lines, EMPTY, (turn: Turn<SessionEvent>) => {
    const complete = completeContext(context);
    const deadline = new StepDeadline(seconds, complete, { step: 'FULL_NAME' }, SHORT_DEADLINE);
    return exchange(NAME, turn, complete, deadline);
  });
}

const asks = test.macro({
  exec: (t, setting: Setting, client: string, subs: string, expected: string, error?: unknown) => {
    virtually(t, (helpers) => {
      const { context } = contextOf(helpers, setting);
      const lines = helpers.hot(client, SAYS, peerLeft());
      const events = asked(lines, context, 0.01).pipe(map(brief));
      helpers.expectObservable(events).toBe(expected, { ...TOLD, x: `received ${SAYS.x}` }, error);
      helpers.flush();
      const last = lines.subscriptions.map(({ unsubscribedFrame }) => unsubscribedFrame);
      t.is(Math.max(...last), subs.indexOf('!'), 'subscribed until');
      t.is(Math.min(...lines.subscriptions.map(({ subscribedFrame }) => subscribedFrame)), subs.indexOf('^'));
    });
  },
  title: (title) => title ?? '',
});
test(
  'an answer', asks, {},
  '---n-----------',
  '^--!           ',
  'N--(na|)       ',
); // prettier-ignore
test(
  'a writing that takes its time', asks, { send: { '*': '----|' } },
  '-------n-------',
  '^------!       ',
  '----N--(na|)   ',
); // prettier-ignore
test(
  'no answer in time', asks, {},
  '---------------',
  '^---------!    ',
  'N---------#    ', timedOut('FULL_NAME', 0.01),
); // prettier-ignore
test(
  'the time runs from the end of the writing', asks, { send: { '*': '---|' } },
  '---------------',
  '^------------! ',
  '---N---------# ', timedOut('FULL_NAME', 0.01),
); // prettier-ignore
test(
  'no answer at all', asks, {},
  '-----#         ',
  '^----!         ',
  'N----#         ', peerLeft(),
); // prettier-ignore
test(
  'the lines end', asks, {},
  '-----|         ',
  '^----!         ',
  'N----#         ', peerLeft(),
); // prettier-ignore
test(
  'a line before its time', asks, { send: { '*': '---|' } },
  '-n-------------',
  '^!             ',
  '-#             ', unsolicitedLine(),
); // prettier-ignore
test(
  'the lines end before anything is asked', asks, { inputDrained: '---|' },
  '-|             ',
  '^!             ',
  '-#             ', peerLeft(),
); // prettier-ignore

test('the answer is told before it is judged', (t) => {
  virtually(t, (helpers) => {
    const { context } = contextOf(helpers);
    const told: string[] = [];
    asked(helpers.hot('-x', SAYS), context, 1).subscribe({
      next: (event) => told.push(brief(event)),
      error: (error: { code: string }) => told.push(error.code),
    });
    helpers.flush();
    t.deepEqual(told, ['sent FULL_NAME LGTk', 'received nonsense', 'invalid_checksum']);
  });
});

test('DONE alone, with no session that it promises something in', (t) => {
  const told: string[] = [];
  const client = new Subject<string>();
  const context = completeContext(BARE);
  takingTurns(client, EMPTY, (turn: Turn<SessionEvent>) =>
    exchange({ kind: 'done' }, turn, context, { start: () => Subscription.EMPTY }),
  ).subscribe((event) => told.push(brief(event)));
  client.next('OK');
  t.deepEqual(told, [TOLD.D, TOLD.o]);
});

test('nothing is sent, and nothing called, before someone subscribes', (t) => {
  let called = 0;
  const send = () => {
    called += 1;
    return EMPTY;
  };
  asked(NEVER, { ...BARE, send }, 1);
  t.is(called, 0);
});

test("what a writing failed with is the failure's cause", (t) => {
  const cause = new Error('EPIPE');
  const told: unknown[] = [];
  asked(NEVER, { ...BARE, send: () => throwError(() => cause) }, 1).subscribe({
    error: (error: unknown) => told.push(error),
  });
  t.like(told[0], { code: 'not_sent', cause });
});

test('a line that comes while the answer is being told is one too many', (t) => {
  const client = new Subject<string>();
  const told: string[] = [];
  asked(client, BARE, 1).subscribe({
    next: (event) => {
      told.push(brief(event));
      if (event.type === 'received') client.next(SAYS.o);
    },
    error: (error: { code: string }) => told.push(error.code),
  });
  client.next(SAYS.n);
  t.deepEqual(told, [TOLD.N, TOLD.n, 'unsolicited_line']);
});
