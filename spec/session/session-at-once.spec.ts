import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { concat, EMPTY, from, map, Subject, throwError } from 'rxjs';
import { formatBodyAnswer } from '../../lib/protocol/answers.js';
import type { Command } from '../../lib/protocol/commands.js';
import { DEFAULT_TOKEN } from '../../lib/protocol/constants.js';
import { ProtocolError, ServiceError } from '../../lib/protocol/errors.js';
import { peerLeft } from '../../lib/protocol/failures.js';
import type { SessionContext } from '../../lib/session/context.js';
import type { SessionEvent } from '../../lib/session/events.js';
import { session } from '../../lib/session/session.js';
import '../support/rxjs.js';
import { command } from '../support/commands.js';
import { brief, COMMANDS, SAYS, TOLD } from '../support/session.js';

// Sessions as an embedder drives them: by a list or by hand, with no time in it, and all of it within one call.

const WRITTEN = ['HELLO', `WORK ${DEFAULT_TOKEN} 22`, 'FULL_NAME LGTk', 'DONE'];
const ANSWERS = [SAYS.h, SAYS.w, SAYS.n, SAYS.o];
const ALL_TOLD = Object.values(TOLD);
const WITHOUT_KEPT = ALL_TOLD.filter((told) => told !== 'committed');
const AT_ONCE: SessionContext = { id: '', token: DEFAULT_TOKEN, commands: COMMANDS, send: () => EMPTY };

test('a list of lines drives a whole session at once', (t) => {
  const written: string[] = [];
  const told: string[] = [];
  let completed = false;
  // As an embedder may write it: the line is out as soon as `send` is called.
  const send = (line: string) => {
    written.push(line);
    return EMPTY;
  };
  const commit = () => {
    t.false(written.includes('DONE'), 'kept before DONE');
    return EMPTY;
  };
  session(from(ANSWERS), { ...AT_ONCE, send, commit }).subscribe({
    next: (event) => told.push(brief(event)),
    complete: () => (completed = true),
  });
  t.deepEqual(told, ALL_TOLD);
  t.deepEqual(written, WRITTEN);
  t.true(completed);
});

/** What is told of a session whose client answers from within the telling of each command; `first` is said from outside. */
function prompt(answersTo: (line: string) => readonly string[], ...first: string[]): string[] {
  const client = new Subject<string>();
  const told: string[] = [];
  session(client, AT_ONCE).subscribe((event) => {
    told.push(brief(event));
    if (event.type !== 'sent') return;
    for (const line of answersTo(event.line)) client.next(line);
  });
  for (const line of first) client.next(line);
  return told;
}
const answerTo = (line: string): string => ANSWERS[WRITTEN.indexOf(line)] ?? '';

test('a client may answer at once, from within the telling of the command', (t) => {
  t.deepEqual(
    prompt((line) => [answerTo(line)]),
    WITHOUT_KEPT,
  );
  t.deepEqual(
    prompt((line) => (line === 'HELLO' ? [] : [answerTo(line)]), SAYS.h),
    WITHOUT_KEPT,
  );
});

test('two lines at once from there are one too many', (t) => {
  const twice = (line: string): string[] => (line === 'HELLO' ? [] : [answerTo(line), answerTo(line)]);
  t.is(
    prompt(twice, SAYS.h).at(-1),
    'failed WORK: failed, unsolicited_line, FAIL receiving. A line came that no command asked for.',
  );
});

test('what throws instead of failing fails the session too', (t) => {
  const thrower = (): never => {
    throw new Error('a bug of the embedder');
  };
  const lastOf = (context: SessionContext): string => {
    const told: string[] = [];
    session(from(ANSWERS), context).subscribe((event) => told.push(brief(event)));
    return told.at(-1) ?? '';
  };
  t.is(lastOf({ ...AT_ONCE, commit: thrower }), 'failed DONE: failed, internal_error, FAIL Server error.');
  t.is(lastOf({ ...AT_ONCE, send: thrower }), 'failed HELLO: disconnected, not_sent, FAIL sending.');
});

test('a subscription is a session: nothing is shared by two', (t) => {
  const events = session(from(ANSWERS), AT_ONCE).pipe(map(brief));
  const told: string[] = [];
  concat(events, events).subscribe((event) => told.push(event));
  t.deepEqual(told, [...WITHOUT_KEPT, ...WITHOUT_KEPT]);
});

/** What a client should say; not to a WORK of more than 22 bits. */
function rightAnswer(asked: Command): string {
  switch (asked.kind) {
    case 'body':
      return formatBodyAnswer(DEFAULT_TOKEN, asked.randomString, 'Ada');
    case 'work':
      return SAYS.w;
    default:
      return asked.kind === 'done' ? SAYS.o : SAYS.h;
  }
}

const withToken = (asked: Command): Command =>
  asked.kind === 'work' ? { ...asked, token: DEFAULT_TOKEN } : asked;
const anyPlan = fc
  .array(
    command.filter(({ kind }) => kind !== 'done'),
    { maxLength: 5 },
  )
  .map((commands): Command[] => [...commands.map(withToken), { kind: 'done' }]);
const nonsense = fc.array(fc.oneof(fc.constantFrom(...Object.values(SAYS)), fc.string({ unit: 'binary' })));
/** How many right answers, and what then. */
const anyClient = fc.record({ right: fc.nat({ max: 7 }), wrong: nonsense });
const anyEnd = fc.constantFrom(
  EMPTY,
  throwError(() => new ProtocolError('invalid_utf8', 'Why.')),
  throwError(() => peerLeft()),
  throwError(() => 'x'),
);
const anyKeeping = fc.constantFrom(
  EMPTY,
  throwError(() => new ServiceError('not_durable', 'Why.')),
);

test('any plan, any client: it ends in done or failed, once, and DONE comes after all answers and their keeping', (t) => {
  fc.assert(
    fc.property(anyPlan, anyClient, anyEnd, anyKeeping, (commands, { right, wrong }, end, keeping) => {
      const lines = concat(from([...commands.slice(0, right).map(rightAnswer), ...wrong]), end);
      const events: SessionEvent[] = [];
      const happened: string[] = [];
      let completed = 0;
      session(lines, {
        id: '',
        token: DEFAULT_TOKEN,
        commands,
        send: (line) => {
          happened.push(line);
          return EMPTY;
        },
        commit: () => {
          happened.push('committed');
          return keeping;
        },
      }).subscribe({
        next: (event) => {
          events.push(event);
          happened.push(event.type);
        },
        complete: () => (completed += 1),
      });
      assert.equal(completed, 1);
      assert.equal(events[0]?.type, 'connected');
      const ends = events.filter(({ type }) => type === 'done' || type === 'failed');
      assert.deepEqual(ends, events.slice(-1));
      const before = happened.slice(0, happened.indexOf('DONE'));
      if (!happened.includes('DONE')) return;
      const bodies = commands.filter(({ kind }) => kind === 'body');
      assert.equal(before.filter((it) => it === 'answered').length, bodies.length);
      assert.deepEqual(before.slice(-2), ['committed', 'committed'], 'the keeping, and then its event');
      assert.equal(keeping, EMPTY);
    }),
    { numRuns: 500 },
  );
  t.pass();
});

test('nothing more is sent to a client that has left', (t) => {
  const sent: unknown[] = [];
  const send = (line: string) => {
    sent.push(line);
    return EMPTY;
  };
  session(EMPTY, { id: '', token: 't', commands: [{ kind: 'done' }], send }).subscribe();
  t.deepEqual(sent, ['DONE']);
});
