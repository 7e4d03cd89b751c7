import test from 'ava';
import { EMPTY, map } from 'rxjs';
import type { Command } from '../../lib/protocol/commands.js';
import { DEFAULT_TOKEN } from '../../lib/protocol/constants.js';
import { ProtocolError, ServiceError, TransportError } from '../../lib/protocol/errors.js';
import { peerLeft } from '../../lib/protocol/failures.js';
import type { Peer, SessionEvent } from '../../lib/session/events.js';
import { session } from '../../lib/session/session.js';
import '../support/rxjs.js';
import { brief, COMMANDS, contextOf, SAYS, TOLD, virtually, type Setting } from '../support/session.js';

const WRITTEN = ['HELLO', `WORK ${DEFAULT_TOKEN} 22`, 'FULL_NAME LGTk', 'DONE'];
const ALL_TOLD = Object.values(TOLD);
const WITHOUT_KEPT = ALL_TOLD.filter((told) => told !== 'committed');

test('a whole session: one line each, in turn, and DONE only when the answers are kept', (t) => {
  virtually(t, (helpers) => {
    const { context, written } = contextOf(helpers, { commit: '----------|' });
    const client = helpers.cold(' ------h-----w-------n-----------------o     ', SAYS);
    const subs = '                ^-------------------------------------!     ';
    const expected = '            (cH)--(hW)--(wvN)---(na)------(kD)----(od|)';
    helpers.expectObservable(session(client, context).pipe(map(brief))).toBe(expected, TOLD);
    helpers.expectSubscriptions(client.subscriptions).toBe(subs);
    helpers.flush();
    t.deepEqual(written, WRITTEN);
  });
});

test('events bear the id, the times and what is known of the peer; working time runs from the writing of WORK', (t) => {
  virtually(t, (helpers) => {
    const peer: Peer = { remote: { address: '::1', port: 7 }, client: null, tls: null };
    const { context } = contextOf(helpers, { send: { WORK: '500ms |' } });
    const client = helpers.cold('h 2499ms w 99ms n 99ms o', SAYS);
    const events: SessionEvent[] = [];
    session(client, { ...context, peer }).subscribe((event) => events.push(event));
    helpers.flush();
    t.true(events.every(({ id }) => id === 'a-session'));
    t.deepEqual(
      events.map(({ at }) => at),
      [0, 0, 0, 500, 2500, 2500, 2500, 2600, 2600, 2600, 2700, 2700],
    );
    t.like(events[0], { type: 'connected', peer });
    t.like(events[5], { type: 'work_accepted', nBits: 22, suffix: 'n3032842', zeroBits: 22, seconds: 2 });
  });
});

const succeeds = test.macro({
  exec: (t, client: string, setting: Setting & { lineError?: unknown }) => {
    virtually(t, (helpers) => {
      const { context, written } = contextOf(helpers, setting);
      const told: string[] = [];
      session(helpers.cold(client, SAYS, setting.lineError), context).subscribe((event) =>
        told.push(brief(event)),
      );
      helpers.flush();
      t.deepEqual(told, setting.commit === undefined ? WITHOUT_KEPT : ALL_TOLD);
      t.deepEqual(written, WRITTEN);
    });
  },
  title: (title) => `done: ${title ?? ''}`,
});
const RESET = peerLeft(new Error('ECONNRESET'));
test('answers in the last millisecond', succeeds, '9999ms h 1799998ms w 9998ms n 9998ms o', {});
test('keeping and writing take as long as they take', succeeds, '-h 19s w 9s n 25s o', { send: { WORK: '9s |', DONE: '2s |' }, commit: '15s |' }); // prettier-ignore
test('a client that leaves together with OK', succeeds, '-h-w-n-(o|)', { inputDrained: '|' });
test('a client that resets together with OK', succeeds, '-h-w-n-(o#)', {
  inputDrained: '|',
  lineError: RESET,
});

const fails = test.macro({
  exec: (t, client: string, setting: Setting & { lineError?: unknown }, at: number, expected: string) => {
    virtually(t, (helpers) => {
      const { context, written } = contextOf(helpers, setting);
      const events: SessionEvent[] = [];
      let completed = 0;
      session(helpers.cold(client, SAYS, setting.lineError), context).subscribe({
        next: (event) => events.push(event),
        complete: () => (completed += 1),
      });
      helpers.flush();
      const last = events.at(-1);
      t.is(last && brief(last), expected.startsWith('unconfirmed') ? expected : `failed ${expected}`);
      t.is(last?.at, at);
      t.is(completed, 1);
      const failLine = /FAIL.*/.exec(expected);
      const tellable = failLine !== null && !('FAIL' in (setting.send ?? {}));
      const sent = events.filter((event) => event.type === 'sent').map(({ line }) => line);
      t.deepEqual(written, tellable ? [...sent, failLine[0]] : sent);
    });
  },
  title: (title, _client, _setting, _at, expected: string) => `${title ?? ''}: ${expected}`,
});

const HELLO_FAIL = 'FAIL receiving. Expected exactly HELLOBACK.';
test('wrong word', fails, '--x', {}, 2, `HELLO: failed, wrong_answer, ${HELLO_FAIL}`);
test('CR LF', fails, '--r', {}, 2, `HELLO: failed, wrong_answer, ${HELLO_FAIL} The line ended with CR LF: end it with LF alone.`); // prettier-ignore
test(
  'wrong suffix',
  fails,
  'h--x',
  {},
  3,
  'WORK: failed, invalid_suffix, FAIL Invalid suffix returned from client.',
);
test(
  'wrong checksum',
  fails,
  'hw--x',
  {},
  4,
  'FULL_NAME: failed, invalid_checksum, FAIL Invalid checksum received.',
);
test('wrong OK', fails, 'hwn--x', {}, 5, 'unconfirmed: wrong_answer, FAIL receiving. Expected exactly OK.');

const NOT_UTF8 = new ProtocolError('invalid_utf8', 'The line is not valid UTF-8.');
const UTF8_FAIL = 'failed, invalid_utf8, FAIL receiving. The line is not valid UTF-8.';
test('bad bytes first', fails, '--#', { lineError: NOT_UTF8 }, 2, `HELLO: ${UTF8_FAIL}`);
test(
  'bad bytes before HELLO',
  fails,
  '--#',
  { lineError: NOT_UTF8, inputDrained: '---|' },
  2,
  `HELLO: ${UTF8_FAIL}`,
);
test('bad bytes in between', fails, 'hw-#', { lineError: NOT_UTF8 }, 3, `FULL_NAME: ${UTF8_FAIL}`);
test(
  'bad bytes while keeping',
  fails,
  'hwn-#',
  { lineError: NOT_UTF8, commit: '----|' },
  4,
  `DONE: ${UTF8_FAIL}`,
);
test(
  'bad bytes after OK',
  fails,
  '-hwn(o#)',
  { lineError: NOT_UTF8, inputDrained: '|' },
  4,
  UTF8_FAIL.replace('failed, ', 'unconfirmed: '),
);
test('a bug', fails, 'h-#', { lineError: new TypeError('x of undefined') }, 2, 'WORK: failed, internal_error, FAIL Server error.'); // prettier-ignore

const late = (step: string, seconds: number): string =>
  `${step}: timeout, timed_out, FAIL receiving. ${step} timed out: no answer within ${seconds} s.`;
const lateOk = late('DONE', 10).replace('DONE: timeout, ', 'unconfirmed: ');
test('no HELLOBACK', fails, '-', {}, 10_000, late('HELLO', 10));
test('no suffix', fails, '-h', {}, 1_800_001, late('WORK', 1800));
test('no body', fails, '-hw', {}, 10_002, late('FULL_NAME', 10));
test('no OK', fails, '-hwn', {}, 10_003, lateOk);
test('a slow writing comes first', fails, '-', { send: { HELLO: '7s |' } }, 17_000, late('HELLO', 10));
test('slow keeping comes first', fails, '-hwn', { commit: '19s |' }, 29_003, lateOk);
// And once more after the deadline has fired.
test('waiting for connections comes first', fails, '-', { inputDrained: '7s |' }, 24_000, late('HELLO', 10));
test('a shorter limit', fails, '-', { otherTimeout: 0.5 }, 500, late('HELLO', 0.5));
test('a shorter limit for WORK', fails, '-h', { workTimeout: 30 }, 30_001, late('WORK', 30));
test('a limit longer than any timer', fails, 'h', { workTimeout: 1e9 }, 2 ** 31 - 1, late('WORK', 1e9));

const UNASKED = 'failed, unsolicited_line, FAIL receiving. A line came that no command asked for.';
test('before HELLO', fails, 'h', { inputDrained: '--|' }, 0, `HELLO: ${UNASKED}`);
test('while HELLO is being written', fails, '--h', { send: { HELLO: '---|' } }, 2, `HELLO: ${UNASKED}`);
test('two at once', fails, '--(hw)', { inputDrained: '|' }, 2, `HELLO: ${UNASKED}`);
test('while DONE waits for the keeping', fails, 'hwn--o', { commit: '----|' }, 5, `FULL_NAME: ${UNASKED}`);
test('after OK', fails, '-hwn-(oo)', { inputDrained: '|' }, 5, UNASKED.replace('failed, ', 'unconfirmed: '));

const LEFT = 'disconnected, disconnected, nobody to tell';
test('leaves before HELLO', fails, '-|', { inputDrained: '--|' }, 1, `HELLO: ${LEFT}`);
test('leaves without a word', fails, '-|', {}, 1, `HELLO: ${LEFT}`);
test('leaves with HELLOBACK', fails, '---(h|)', { inputDrained: '--|' }, 3, `WORK: ${LEFT}`);
test('leaves while working', fails, 'h-|', {}, 2, `WORK: ${LEFT}`);
test('leaves a body unanswered', fails, 'hw-|', {}, 3, `FULL_NAME: ${LEFT}`);
test('leaves while answers are kept', fails, 'hwn-|', { commit: '---|' }, 4, `DONE: ${LEFT}`);
const LEFT_AFTER_DONE = 'unconfirmed: disconnected, nobody to tell';
test('leaves before OK', fails, 'hwn-|', {}, 4, LEFT_AFTER_DONE);
test('resets before HELLO', fails, '-#', { inputDrained: '--|', lineError: RESET }, 1, `HELLO: ${LEFT}`);
test('resets while working', fails, 'h-#', { lineError: RESET }, 2, `WORK: ${LEFT}`);
test(
  'resets while answers are kept',
  fails,
  'hwn-#',
  { commit: '---|', lineError: RESET },
  4,
  `DONE: ${LEFT}`,
);
test('resets before OK', fails, 'hwn-#', { lineError: RESET }, 4, LEFT_AFTER_DONE);

const NOT_KEPT = new ServiceError('not_durable', 'The answers could not be kept.');
test('not kept', fails, 'hwn', { commit: '--#', commitError: NOT_KEPT }, 4, 'DONE: failed, not_durable, FAIL The answers could not be kept.'); // prettier-ignore
test('keeping is broken', fails, 'hwn', { commit: '--#', commitError: new Error('/etc') }, 4, 'DONE: failed, internal_error, FAIL Server error.'); // prettier-ignore

const SLOW = 'DONE: failed, not_durable, FAIL Server could not keep the answers within 20 s.';
test('not kept in time', fails, 'hwn', { commit: '21s |' }, 20_002, SLOW);

const NOT_SENT = 'disconnected, not_sent, FAIL sending.';
test('a writing that does not end', fails, '-', { send: { HELLO: '-' } }, 10_000, `HELLO: ${NOT_SENT}`);
const notSent = new TransportError('not_sent', 'The connection is closed.');
test('HELLO', fails, '-', { send: { HELLO: '--#' }, sendError: notSent }, 2, `HELLO: ${NOT_SENT}`);
test('DONE', fails, 'hwn', { send: { DONE: '--#' }, sendError: notSent }, 4, `DONE: ${NOT_SENT}`);
test("an embedder's own error", fails, 'h', { send: { WORK: '--#' }, sendError: new Error('EPIPE') }, 2, `WORK: ${NOT_SENT}`); // prettier-ignore
test(
  'FAIL neither',
  fails,
  'h',
  { send: { WORK: '#', FAIL: '--#' }, sendError: notSent },
  2,
  `WORK: ${NOT_SENT}`,
);

const STOPPED = 'stopped, server_stopping, FAIL Server is stopping.';
test('stopped before it began', fails, '-h', { stopped: 'x' }, 0, `HELLO: ${STOPPED}`);
test('stopped in HELLO', fails, '-', { stopped: '--x' }, 2, `HELLO: ${STOPPED}`);
test('stopped in WORK', fails, 'h', { stopped: '--x' }, 2, `WORK: ${STOPPED}`);
test('stopped in a body', fails, 'hw', { stopped: '--x' }, 2, `FULL_NAME: ${STOPPED}`);
test('stopped while keeping', fails, 'hwn', { stopped: '---x', commit: '----|' }, 3, `DONE: ${STOPPED}`);
test(
  'stopped before OK',
  fails,
  'hwn',
  { stopped: '---x' },
  3,
  STOPPED.replace('stopped, ', 'unconfirmed: '),
);

const RANDOM: Command = { kind: 'fail', reason: 'By chance.' };
test('a planned FAIL', fails, 'hw', { commands: [...COMMANDS.slice(0, 2), RANDOM, { kind: 'done' }] }, 1, 'WORK: failed, random_failure, FAIL By chance.'); // prettier-ignore

test('unsubscribed early, it is subscribed to nothing any more, and says nothing', (t) => {
  virtually(t, (helpers) => {
    const { cold, expectObservable, expectSubscriptions } = helpers;
    const { context, written } = contextOf(helpers);
    const client = cold(' ------h------w------n-----------', SAYS);
    const unsub = '       --------------------------!     ';
    const subs = '        ^-------------------------!     ';
    const keepSubs = '    --------------------^-----!     ';
    const expected = '    (cH)--(hW)---(wvN)--(na)--------';
    const stopped = cold<never>('-');
    const keeping = cold<never>('-');
    const events = session(client, { ...context, stopped, commit: () => keeping }).pipe(map(brief));
    expectObservable(events, unsub).toBe(expected, TOLD);
    expectSubscriptions(client.subscriptions).toBe(subs);
    expectSubscriptions(stopped.subscriptions).toBe(subs);
    expectSubscriptions(keeping.subscriptions).toBe(keepSubs);
    helpers.flush();
    t.deepEqual(written, WRITTEN.slice(0, 3));
  });
});

const listens = test.macro({
  exec: (t, client: string, subs: string, expected: string, failed: string) => {
    virtually(t, (helpers) => {
      const { context } = contextOf(helpers, { otherTimeout: 0.012 });
      const lines = helpers.cold(client, SAYS, RESET);
      const told = { ...TOLD, x: `received ${SAYS.x}`, f: `failed ${failed}` };
      helpers.expectObservable(session(lines, context).pipe(map(brief))).toBe(expected, told);
      helpers.expectSubscriptions(lines.subscriptions).toBe(subs);
    });
  },
  title: (title) => `a client that says ${title ?? ''}: nothing stays subscribed`,
});
test(
  'never a thing', listens,
  '-----------------------------',
  '^-----------!                ',
  '(cH)--------(f|)             ', late('HELLO', 0.012),
); // prettier-ignore
test(
  'nothing, and leaves', listens,
  '------|                      ',
  '^-----!                      ',
  '(cH)--(f|)                   ', `HELLO: ${LEFT}`,
); // prettier-ignore
test(
  'one line, and leaves', listens,
  '------h------|               ',
  '^------------!               ',
  '(cH)--(hW)---(f|)            ', `WORK: ${LEFT}`,
); // prettier-ignore
test(
  'many lines, one of them wrong', listens,
  '------h------w------x--------',
  '^-------------------!        ',
  '(cH)--(hW)---(wvN)--(xf|)    ', 'FULL_NAME: failed, invalid_checksum, FAIL Invalid checksum received.',
); // prettier-ignore
test(
  'one line, and resets', listens,
  '------h------#               ',
  '^------------!               ',
  '(cH)--(hW)---(f|)            ', `WORK: ${LEFT}`,
); // prettier-ignore

test('a line is owed after the command is written, not when its writing is only asked for', (t) => {
  virtually(t, (helpers) => {
    const asked: string[] = [];
    const { context } = contextOf(helpers, { inputDrained: '-----|' });
    const send = (line: string) => {
      asked.push(line);
      return EMPTY;
    };
    session(helpers.cold('--h', SAYS), { ...context, send }).subscribe();
    helpers.flush();
    t.deepEqual(asked, ['FAIL receiving. A line came that no command asked for.']);
  });
});
