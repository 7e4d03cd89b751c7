import test, { type ExecutionContext } from 'ava';
import { delay, NEVER, of, throwError, type Observable } from 'rxjs';
import { DEFAULT_TOKEN } from '../../lib/protocol/constants.js';
import type { MaybeAsync } from '../../lib/rx/maybe-async.js';
import { completeContext } from '../../lib/session/complete-context.js';
import type { SessionEvent } from '../../lib/session/events.js';
import { converse, session } from '../../lib/session/session.js';
import type { TakenWork, WantedWork, WorkStore } from '../../lib/session/work-store.js';
import { brief, COMMANDS, contextOf, SAYS, TOLD, virtually, type Setting } from '../support/session.js';
import '../support/rxjs.js';

interface Answers {
  readonly work?: Partial<TakenWork>;
  readonly take?: (taken: TakenWork) => MaybeAsync<TakenWork>;
  readonly spend?: () => MaybeAsync<boolean>;
}

/** A store that always resumes the same work, whose proof is {@link SAYS}.w, and that writes down what it is told. */
class OneWork implements WorkStore {
  readonly told: string[] = [];
  readonly #answers: Answers;

  constructor(answers: Answers = {}) {
    this.#answers = answers;
  }

  take({ certificate, session: id, token, nBits, lifetime }: WantedWork): MaybeAsync<TakenWork> {
    this.told.push(`take ${certificate} ${id} ${token} ${nBits} ${lifetime}`);
    const { work, take } = this.#answers;
    const taken: TakenWork = { token: DEFAULT_TOKEN, nBits: 22, isResumed: true, secondsLeft: 3600, ...work };
    return take === undefined ? taken : take(taken);
  }

  spend(token: string, id: string): MaybeAsync<boolean> {
    this.told.push(`spend ${token} ${id}`);
    return this.#answers.spend?.() ?? true;
  }

  release(id: string): void {
    this.told.push(`release ${id}`);
  }

  discard(id: string): void {
    this.told.push(`discard ${id}`);
  }
}

const TAKEN = 'take A a-session fresh 3 3600';
const SPENT = `spend ${DEFAULT_TOKEN} a-session`;
const RELEASED = 'release a-session';

const [hello, , ...others] = COMMANDS;
const PLANNED: Setting = {
  commands: [hello ?? { kind: 'hello' }, { kind: 'work', token: 'fresh', nBits: 3 }, ...others],
};

interface Ran {
  readonly events: readonly SessionEvent[];
  readonly written: readonly string[];
}

/** Runs a session whose planned work is another than that of the store. */
function runs(t: ExecutionContext, client: string, store: WorkStore, setting: Setting = {}): Ran {
  const events: SessionEvent[] = [];
  let lines: readonly string[] = [];
  virtually(t, (helpers) => {
    const { context, written } = contextOf(helpers, { ...PLANNED, ...setting });
    lines = written;
    const stickyWork = { store, certificate: 'A', lifetime: 3600 };
    session(helpers.cold(client, SAYS), { ...context, token: 'fresh', stickyWork }).subscribe((event) => {
      events.push(event);
    });
    helpers.flush();
  });
  return { events, written: lines };
}

const later =
  (milliseconds: number) =>
  <T>(value: T): Observable<T> =>
    of(value).pipe(delay(milliseconds));

const last = ({ events }: Ran): string => {
  const event = events.at(-1);
  return event === undefined ? '' : `${brief(event)} at ${event.at}`;
};

test('the work of an earlier connection: its token, its n_bits, and its checksums', (t) => {
  const store = new OneWork();
  const { events } = runs(t, 'h w n o', store);
  t.deepEqual(
    events.map(brief),
    (['c', 'H', 'h', 'W', 'w', 'v', 'N', 'n', 'a', 'D', 'o', 'd'] as const).map((letter) => TOLD[letter]),
  );
  t.deepEqual(
    events.filter((event) => 'resumed' in event).map(({ type }) => type),
    ['sent', 'work_accepted'],
  );
  t.deepEqual(store.told, [TAKEN, SPENT]);
});

test('fresh work is not marked', (t) => {
  const store = new OneWork({ work: { isResumed: false } });
  t.false(runs(t, 'h w n o', store).events.some((event) => 'resumed' in event));
});

test('a store that answers later', (t) => {
  const store = new OneWork({ take: later(300), spend: () => later(200)(true) });
  const { events } = runs(t, 'h 399ms w 299ms n 9ms o', store);
  t.deepEqual(
    events.map((event) => `${event.at} ${event.type}`),
    [
      ...['0 connected', '0 sent', '0 received', '300 sent', '400 received', '400 work_accepted', '600 sent'],
      ...['700 received', '700 answered', '700 sent', '710 received', '710 done'],
    ],
  );
  t.deepEqual(store.told, [TAKEN, SPENT]);
});

const ends = test.macro({
  exec: (t, client: string, store: OneWork, setting: Setting, ending: string, ...told: string[]) => {
    t.is(last(runs(t, client, store, setting)), ending);
    t.deepEqual(store.told, [TAKEN, ...told]);
  },
  title: (title) => title ?? '',
});

const left = (at: number): string => `failed WORK: disconnected, disconnected, nobody to tell at ${at}`;
const late = (at: number, limit: number): string =>
  `failed WORK: timeout, timed_out, FAIL receiving. WORK timed out: no answer within ${limit} s. at ${at}`;
const spent =
  'failed WORK: failed, work_spent, FAIL This work was spent on another connection: connect again for new work.';

test('a client that leaves in WORK keeps its work', ends, 'h 9ms |', new OneWork(), {}, left(10), RELEASED);
test('so does one that is too late', ends, 'h', new OneWork(), { workTimeout: 20 }, late(20_000, 20), RELEASED); // prettier-ignore
test('and one whose server stops', ends, 'h', new OneWork(), { stopped: '9ms s' }, 'failed WORK: stopped, server_stopping, FAIL Server is stopping. at 9', RELEASED); // prettier-ignore
test('and one that speaks unasked', ends, 'h 2ms n', new OneWork(), { send: { WORK: '9ms |' } }, 'failed HELLO: failed, unsolicited_line, FAIL receiving. A line came that no command asked for. at 3', RELEASED); // prettier-ignore
test('and one that WORK could not be sent to', ends, 'h', new OneWork(), { send: { WORK: '9ms #' } }, 'failed WORK: disconnected, not_sent, FAIL sending. at 9', RELEASED); // prettier-ignore
test('a wrong suffix ends its work', ends, 'h x', new OneWork(), {}, 'failed WORK: failed, invalid_suffix, FAIL Invalid suffix returned from client. at 1', 'discard a-session'); // prettier-ignore
test('work that was spent elsewhere', ends, 'h w', new OneWork({ spend: () => false }), {}, `${spent} at 1`, SPENT); // prettier-ignore
test('the same, told later', ends, 'h w', new OneWork({ spend: () => later(9)(false) }), {}, `${spent} at 10`, SPENT); // prettier-ignore
test('a line before the verdict', ends, 'h w n', new OneWork({ spend: () => NEVER }), {}, 'failed WORK: failed, unsolicited_line, FAIL receiving. A line came that no command asked for. at 2', SPENT); // prettier-ignore
test('a client that leaves before the verdict', ends, 'h w |', new OneWork({ spend: () => NEVER }), {}, left(2), SPENT); // prettier-ignore
test('a store that gives no verdict', ends, 'h w', new OneWork({ spend: () => NEVER }), {}, 'failed WORK: failed, hook_timed_out, FAIL Server error: workStore.spend took longer than 10 s. at 10001', SPENT); // prettier-ignore
test('a store that gives no work', ends, 'h', new OneWork({ take: () => NEVER }), {}, 'failed WORK: failed, hook_timed_out, FAIL Server error: workStore.take took longer than 10 s. at 10000', RELEASED); // prettier-ignore
test('a store that fails', ends, 'h', new OneWork({ take: () => throwError(() => new Error('no')) }), {}, 'failed WORK: failed, internal_error, FAIL Server error. at 0', RELEASED); // prettier-ignore
test('a store that fails at the proof', ends, 'h w', new OneWork({ spend: () => { throw new Error('no'); } }), {}, 'failed WORK: failed, internal_error, FAIL Server error. at 1', SPENT, RELEASED); // prettier-ignore
test('a store with a token that is none', ends, 'h', new OneWork({ work: { token: 'a b' } }), {}, 'failed WORK: failed, invalid_option, FAIL Server error. at 0', RELEASED); // prettier-ignore
test('a store with n_bits that are none', ends, 'h', new OneWork({ work: { nBits: 65 } }), {}, 'failed WORK: failed, invalid_option, FAIL Server error. at 0', RELEASED); // prettier-ignore
test('a client that leaves before its work has come', ends, 'h 9ms |', new OneWork({ take: later(50) }), {}, left(10), RELEASED); // prettier-ignore
test('no longer than the token lives', ends, 'h', new OneWork({ work: { secondsLeft: 5 } }), { workTimeout: 20 }, late(5000, 5), RELEASED); // prettier-ignore

test('an answer in time counts, however long the store takes', (t) => {
  const store = new OneWork({ spend: () => later(3000)(true) });
  t.is(last(runs(t, 'h 999ms w 3s n o', store, { workTimeout: 2 })), 'done at 4002');
});

test('also where its deadline had fired before the input was delivered', (t) => {
  const store = new OneWork({ spend: () => later(3000)(true) });
  const setting: Setting = { workTimeout: 2, inputDrained: '5ms |' };
  t.is(last(runs(t, '6ms h 2006ms w 3020ms n 20ms o', store, setting)), 'done at 5060');
});

test('a session that is torn down in WORK lets go of it once, also where the store throws', (t) => {
  const store = new OneWork();
  store.release = (id) => {
    store.told.push(`release ${id}`);
    throw new Error('broken');
  };
  virtually(t, (helpers) => {
    const { context } = contextOf(helpers, PLANNED);
    const stickyWork = { store, certificate: 'A', lifetime: 3600 };
    const running = converse(
      helpers.cold('h', SAYS),
      completeContext({ ...context, stickyWork }),
    ).subscribe();
    helpers.flush();
    running.unsubscribe();
  });
  t.deepEqual(store.told, [TAKEN, RELEASED]);
});
