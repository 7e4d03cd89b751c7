import test from 'ava';
import { asyncScheduler } from 'rxjs';
import { session } from '../../lib/session/session.js';
import type { SessionEvent } from '../../lib/session/events.js';
import '../support/rxjs.js';
import { brief, contextOf, SAYS, virtually, type Setting } from '../support/session.js';

const ends = test.macro({
  exec: (t, client: string, setting: Setting, at: number, expected: string) => {
    virtually(t, (helpers) => {
      const { context } = contextOf(helpers, setting);
      const events: SessionEvent[] = [];
      session(helpers.cold(client, SAYS), context).subscribe((event) => events.push(event));
      helpers.flush();
      const last = events.at(-1);
      t.is(last && brief(last), expected);
      t.is(last?.at, at);
    });
  },
  title: (title) => title ?? '',
});

const late = (step: string, seconds: number): string =>
  `failed ${step}: timeout, timed_out, FAIL receiving. ${step} timed out: no answer within ${seconds} s.`;
const sessionLate = (step: string, seconds: number): string =>
  `failed ${step}: timeout, session_timed_out, FAIL receiving. The session took longer than ${seconds} s: it ended at ${step}.`;

// Honest deadlines. The loop needs 5 ms to deliver what has arrived: HELLO is sent at 5 ms, and its deadline fires at 10,005 ms.

const BUSY: Setting = { inputDrained: '5ms |' };
test('an answer that is delivered after the deadline had fired counts', ends, '10008ms h 6ms w 6ms n 6ms o', BUSY, 10_034, 'done'); // prettier-ignore
test('without one, the step is late when all input is delivered', ends, '', BUSY, 10_010, late('HELLO', 10));
test('one that is delivered after that is late', ends, '10011ms h', BUSY, 10_010, late('HELLO', 10));
test('a wrong one that is delivered in time is wrong, not late', ends, '10008ms x', BUSY, 10_008, 'failed HELLO: failed, wrong_answer, FAIL receiving. Expected exactly HELLOBACK.'); // prettier-ignore
test('where nothing needs to be delivered, the deadline is exact', ends, '', {}, 10_000, late('HELLO', 10));

// Under stress.

const stressed = (from: number): Setting => ({
  isStressed: () => asyncScheduler.now() >= from,
});
test(
  'a short step that begins under stress has half its time',
  ends,
  '',
  stressed(0),
  5000,
  late('HELLO', 5),
);
test('one that began before it keeps its time', ends, '9s h 30s w 4s n 4s o', stressed(1), 47_003, 'done'); // prettier-ignore
test('WORK has all its time', ends, 'h 1799s w', stressed(0), 1_804_001, late('FULL_NAME', 5));
test('DONE has half of it', ends, 'h w n', stressed(0), 5002, 'unconfirmed: timed_out, FAIL receiving. DONE timed out: no answer within 5 s.'); // prettier-ignore

// The deadline of the session.

test('a session that has no time left in WORK', ends, '9s h', { sessionTimeout: 15 }, 15_000, sessionLate('WORK', 15)); // prettier-ignore
test('a session that has no time left in a request', ends, '9s h 5s w', { sessionTimeout: 15 }, 15_000, sessionLate('FULL_NAME', 15)); // prettier-ignore
test('the deadline of the step comes first', ends, '9s h w', { sessionTimeout: 20 }, 19_001, late('FULL_NAME', 10)); // prettier-ignore
test('the time was over before the step began', ends, '9s h 10s w', { sessionTimeout: 15, send: { WORK: '8s |' } }, 17_000, sessionLate('WORK', 15)); // prettier-ignore
test('an answer in the last moment counts, and the next step has no time', ends, '9003ms h', { ...BUSY, sessionTimeout: 9 }, 9_013, sessionLate('WORK', 9)); // prettier-ignore
test('DONE is not taken from who has answered in time', ends, 'h-w-n 23s o', { sessionTimeout: 15, commit: '18s |' }, 23_005, 'done'); // prettier-ignore
test('no deadline of a session', ends, '9s h 1700s w 9s n 9s o', { sessionTimeout: null }, 1_727_003, 'done');
