import test from 'ava';
import { asyncScheduler, map, merge, NEVER, of, timer, type Observable } from 'rxjs';
import { completeConfig, type ServerConfig } from '../../../lib/config/server-config.js';
import { DEFAULT_RANDOM_STRING, DEFAULT_TOKEN } from '../../../lib/protocol/constants.js';
import { ProtocolError, type TlslpError } from '../../../lib/protocol/errors.js';
import { peerLeft } from '../../../lib/protocol/failures.js';
import type { Verified } from '../../../lib/server/accept/step.js';
import type { ServerEvent } from '../../../lib/server/events.js';
import { tutorialSessions } from '../../../lib/server/tutorial/tutorial-sessions.js';
import { seededRandom } from '../../support/random.js';
import { NO_DURATIONS, virtually } from '../../support/session.js';

/** When a client comes, what its session comes to, and after how many milliseconds. HELLO is sent after 300 ms, if it is still there. */
type Client = readonly [at: number, ends: 'passes' | 'fails' | 'leaves' | 'no OK', after: number];

const CLOSES_AFTER = 50;

const SUFFIX = 'n3032842';

function eventsOf([, ends, after]: Client): Observable<ServerEvent> {
  const base = () => ({
    ...{ id: 'x', at: asyncScheduler.now(), elapsed: 0 },
    peer: { remote: null, client: null, tls: null },
  });
  const failed = (error: TlslpError): ServerEvent => ({
    ...{
      ...base(),
      type: 'failed',
      step: 'HELLO',
      outcome: 'failed',
      error,
      line: null,
      durations: NO_DURATIONS,
    },
  });
  const end = (): ServerEvent => {
    if (ends === 'leaves') return failed(peerLeft());
    if (ends === 'fails') return failed(new ProtocolError('wrong_answer', 'Wrong.'));
    const confirmed = ends === 'passes';
    const error = confirmed ? null : peerLeft();
    return { ...base(), type: 'done', confirmed, error, line: null, durations: NO_DURATIONS };
  };
  const at = (ms: number, event: () => ServerEvent): Observable<ServerEvent> => timer(ms).pipe(map(event));
  const work = { nBits: 1, suffix: SUFFIX, zeroBits: 22, seconds: 1 };
  const begun = [
    at(300, () => ({ ...base(), type: 'sent', command: { kind: 'hello' }, line: 'HELLO' })),
    at(310, () => ({ ...base(), type: 'work_accepted', ...work })),
  ];
  return merge(
    of<ServerEvent>({ ...base(), type: 'connected' }),
    ...(after > 300 ? begun : []),
    at(after, end),
    at(after + CLOSES_AFTER, () => ({ ...base(), type: 'closed', graceful: true })),
  );
}

interface Ran {
  /** What happened, in a few words, with its time in milliseconds. */
  readonly told: readonly string[];
  /** The configurations of the sessions that began. */
  readonly configs: readonly ServerConfig[];
}

function run(
  t: Parameters<typeof virtually>[0],
  clients: readonly Client[],
  given: Partial<ServerConfig> = {},
): Ran {
  const told: string[] = [];
  const configs: ServerConfig[] = [];
  virtually(t, ({ flush }) => {
    const config = completeConfig({ tutorial: true, tutorialTimeout: 10, nBits: 1, ...given });
    const random = seededRandom(1);
    const tutorial = tutorialSessions({ config: () => config, random, scheduler: asyncScheduler });
    const come = clients.map((client) => timer(client[0]).pipe(map(() => client as unknown as Verified)));
    const say = (what: string): number => told.push(`${what} at ${asyncScheduler.now()}`);
    const start = (client: Verified): Observable<ServerEvent> => {
      if (tutorial !== null) configs.push(tutorial.config());
      return eventsOf(client as unknown as Client);
    };
    const reject = (): Observable<ServerEvent> => {
      say('busy');
      return of();
    };
    tutorial?.admit(merge(NEVER, ...come), start, { reject }).subscribe({
      next: (event) => {
        if (event.type === 'tutorial_timed_out')
          say(`waited ${event.seconds} s for ${event.session} of ${event.sessions}`);
        else if (event.type !== 'work_accepted') say(event.type);
      },
      complete: () => say('complete'),
    });
    flush();
  });
  return { told, configs };
}

test('no other mode has such sessions', (t) => {
  t.is(
    tutorialSessions({ config: () => completeConfig(), random: undefined, scheduler: asyncScheduler }),
    null,
  );
});

test('two sessions are passed: the second has fresh secrets', (t) => {
  const { told, configs } = run(t, [
    [0, 'passes', 1000],
    [3000, 'passes', 1000],
  ]);
  t.is(told.at(-1), 'complete at 4050');
  t.deepEqual(
    configs.map(({ token, randomString }) => [token === DEFAULT_TOKEN, randomString]),
    [
      [true, DEFAULT_RANDOM_STRING],
      [false, null],
    ],
  );
  t.regex(configs[1]?.token ?? '', /^[\w-]{64}$/);
});

test('the second client may come before the connection of the first is closed', (t) => {
  const { told } = run(t, [
    [0, 'passes', 1000],
    [1010, 'passes', 1000],
  ]);
  t.false(told.some((what) => what.startsWith('busy')));
  t.is(told.at(-1), 'complete at 2060');
});

const ends = test.macro({
  exec(t, clients: readonly Client[], expected: readonly string[], given: Partial<ServerConfig> = {}) {
    const { told } = run(t, clients, given);
    t.deepEqual(told.slice(-expected.length), expected);
  },
  title: (title = '') => `its end: ${title}`,
});

const ONE = { tutorialSessions: 1 };
test('one session', ends, [[0, 'passes', 1000]], ['done at 1000', 'closed at 1050', 'complete at 1050'], ONE);
test('a session fails', ends, [[0, 'fails', 1000]], ['failed at 1000', 'closed at 1050', 'complete at 1050']);
test(
  'DONE is not confirmed',
  ends,
  [[0, 'no OK', 1000]],
  ['done at 1000', 'closed at 1050', 'complete at 1050'],
);
test(
  'a client speaks first',
  ends,
  [[0, 'fails', 100]],
  ['failed at 100', 'closed at 150', 'complete at 150'],
);
test('a client leaves after HELLO', ends, [[0, 'leaves', 400]], ['closed at 450', 'complete at 450']);
test(
  'another client comes meanwhile',
  ends,
  [
    [0, 'fails', 1000],
    [500, 'passes', 1000],
    [1020, 'passes', 1000],
  ],
  ['busy at 500', 'failed at 1000', 'busy at 1020', 'closed at 1050', 'complete at 1050'],
);

test('nobody comes', ends, [], ['waited 10 s for 1 of 2 at 10000', 'complete at 10000']);
test(
  'nobody comes a second time',
  ends,
  [[5000, 'passes', 2000]],
  ['closed at 7050', 'waited 10 s for 2 of 2 at 17000', 'complete at 17000'],
);
test(
  'who leaves before HELLO does not extend the wait',
  ends,
  [[5000, 'leaves', 100]],
  ['closed at 5150', 'waited 10 s for 1 of 2 at 10000', 'complete at 10000'],
);
test(
  'who leaves before HELLO when the time is over',
  ends,
  [[9950, 'leaves', 100]],
  ['connected at 9950', 'failed at 10050', 'waited 10 s for 1 of 2 at 10050', 'complete at 10050'],
);
test(
  'a session that goes on ends by its own limits alone',
  ends,
  [[9950, 'passes', 60_000]],
  ['done at 69950', 'closed at 70000', 'waited 10 s for 2 of 2 at 79950', 'complete at 79950'],
);
test(
  'who left before HELLO has not used up the session',
  ends,
  [
    [0, 'leaves', 100],
    [500, 'passes', 1000],
  ],
  ['done at 1500', 'closed at 1550', 'complete at 1550'],
  ONE,
);
