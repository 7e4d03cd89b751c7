import type { ExecutionContext } from 'ava';
import { asyncScheduler, concat, defer, EMPTY, map, ReplaySubject } from 'rxjs';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import type { Command } from '../../lib/protocol/commands.js';
import { DEFAULT_TOKEN } from '../../lib/protocol/constants.js';
import { serverStopping } from '../../lib/protocol/failures.js';
import type { SessionContext } from '../../lib/session/context.js';
import type { SessionEvent, StepDurations } from '../../lib/session/events.js';
import { body } from './commands.js';

/** Runs in virtual time; what is compared is compared by ava. */
export function virtually(t: ExecutionContext, test: (helpers: RunHelpers) => void): void {
  new TestScheduler((actual, expected) => {
    t.deepEqual(actual, expected);
  }).run(test);
}

export const CHECKSUM = '28295607f05351eb24707046f3fa046e8a7afdabb32e6f0fba3de596cbf7c27b';

/** What a client may say in a marble: the right answers to {@link COMMANDS} in their order, and wrong ones. */
export const SAYS = {
  h: 'HELLOBACK',
  w: 'n3032842',
  n: `${CHECKSUM} Ada`,
  o: 'OK',
  r: 'HELLOBACK\r',
  x: 'nonsense',
};

/** A short conversation that SAYS answers. */
export const COMMANDS: readonly Command[] = [
  { kind: 'hello' },
  { kind: 'work', token: DEFAULT_TOKEN, nBits: 22 },
  body('FULL_NAME', 'LGTk'),
  { kind: 'done' },
];

/** How {@link COMMANDS} look in a marble once {@link brief} has shortened the events: server in capitals, client in small letters. */
export const TOLD = {
  c: 'connected',
  H: 'sent HELLO',
  h: 'received HELLOBACK',
  W: `sent WORK ${DEFAULT_TOKEN} 22`,
  w: 'received n3032842',
  v: 'worked n3032842 22 of 22',
  N: 'sent FULL_NAME LGTk',
  n: `received ${CHECKSUM} Ada`,
  a: 'answered FULL_NAME=Ada',
  k: 'committed',
  D: 'sent DONE',
  o: 'received OK',
  d: 'done',
};

/** An event in a few words, for marbles. */
export function brief(event: SessionEvent): string {
  switch (event.type) {
    case 'sent':
    case 'received':
      return `${event.type} ${event.line}`;
    case 'work_accepted':
      return `worked ${event.suffix} ${event.zeroBits} of ${event.nBits}`;
    case 'answered':
      return `answered ${event.name}=${event.value}`;
    case 'failed':
      return `failed ${event.step}: ${event.outcome}, ${event.error.code}, ${event.line ?? 'nobody to tell'}`;
    case 'done':
      return event.confirmed
        ? 'done'
        : `unconfirmed: ${event.error?.code ?? ''}, ${event.line ?? 'nobody to tell'}`;
    default:
      return event.type;
  }
}

/** The world around a session, as marbles; all from the session's start, and nothing happens where one is not given. */
export interface Setting {
  /** What writing takes, by the line's first word, or `*` for all others; at once where nothing is said. */
  readonly send?: Readonly<Record<string, string>>;
  readonly sendError?: unknown;
  readonly commit?: string;
  readonly commitError?: unknown;
  /** What it takes until everything that had arrived has been delivered. */
  readonly inputDrained?: string;
  readonly stopped?: string;
  readonly workTimeout?: number;
  readonly otherTimeout?: number;
  readonly sessionTimeout?: number | null;
  readonly isStressed?: () => boolean;
  readonly commands?: readonly Command[];
}

/** A session's context, and the lines that were written whole. */
export function contextOf(
  { cold, hot }: RunHelpers,
  setting: Setting = {},
): { context: SessionContext; written: string[] } {
  const { send = {}, sendError, commit, commitError, inputDrained, stopped, commands, ...timeouts } = setting;
  const written: string[] = [];
  const stopping = (marble: string) => {
    const replayed = new ReplaySubject<ReturnType<typeof serverStopping>>(1);
    hot(marble).pipe(map(serverStopping)).subscribe(replayed);
    return replayed;
  };
  const context: SessionContext = {
    ...timeouts,
    id: 'a-session',
    scheduler: asyncScheduler,
    token: DEFAULT_TOKEN,
    commands: commands ?? COMMANDS,
    send: (line) => {
      const marble = send[line.split(' ', 1)[0] ?? ''] ?? send['*'];
      const handedOver = defer(() => {
        written.push(line);
        return EMPTY;
      });
      return marble === undefined
        ? handedOver
        : concat(cold<never>(marble, undefined, sendError), handedOver);
    },
    ...(commit === undefined ? {} : { commit: () => cold<never>(commit, undefined, commitError) }),
    ...(inputDrained === undefined ? {} : { inputDrained: cold<never>(inputDrained) }),
    ...(stopped === undefined ? {} : { stopped: stopping(stopped) }),
  };
  return { context, written };
}

/** The durations of a session that did nothing. */
export const NO_DURATIONS: StepDurations = { hello: null, work: null, requests: null, done: null };
