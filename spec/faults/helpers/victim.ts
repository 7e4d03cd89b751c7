import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { ExecutionContext } from 'ava';
import type { Status } from '../../../lib/observe/status/status.js';
import type { Holdings, HoldingsRequest } from '../../../scripts/soak/holdings.js';
import {
  certificateArgs,
  logLines,
  NO_LIMIT_ARGS,
  Program,
  ROOT,
  temporaryDirectory,
  type Ended,
  type LogLine,
} from '../../support/programs.js';

const PROBE = new URL('../../../scripts/soak/probe.js', import.meta.url).href;
const LISTENING = /^Server listening on tls:\/\/localhost:(\d+)\n/;

/** What the limits refuse has tests of its own: here everything reaches the server, from one address with one certificate. */
const WITHOUT_LIMITS = [...NO_LIMIT_ARGS, ...['--max-handshakes', '1000', '--max-sessions', '50000']];

/** The resources of a server that has something to do. */
const BUSY = /^(TCPSocket|FSReq|Immediate)/;

/** How often, and how many times, to look whether everything is back. Only a failure takes all of them. */
const LOOKS = { everyMs: 100, count: 100 };

export interface VictimOptions {
  readonly args?: readonly string[];
  /** Whether it has the limits that it has by itself, but for the lag of a busy machine. Default false. */
  readonly limited?: boolean;
  /** The most descriptors that it may have open; the system's limit when not given. */
  readonly descriptors?: number;
}

type LoggedStatus = Pick<Status, 'done' | 'failed' | 'refused'>;

/** The real program, with records and a log file (a pipe would drop lines under a heavy load), and beside it a probe that tells what the process holds. */
export class Victim {
  readonly program: Program;
  readonly recordsPath: string;
  readonly logPath: string;
  port = 0;

  private constructor(program: Program, directory: string) {
    this.program = program;
    this.recordsPath = join(directory, 'records.ndjson');
    this.logPath = join(directory, 'server.log');
  }

  /** Resolves once it listens. Work costs nothing. */
  static async start(
    t: ExecutionContext,
    { args = [], limited = false, descriptors }: VictimOptions = {},
  ): Promise<Victim> {
    const directory = await temporaryDirectory(t);
    const node = [process.execPath, '--expose-gc', '--import', PROBE, join(ROOT, 'bin/tlslp-server')];
    const limit = descriptors === undefined ? '' : `ulimit -n ${descriptors} && `;
    const own = ['--records', join(directory, 'records.ndjson'), '--log-file', join(directory, 'server.log')];
    const program = new Program(
      t,
      'sh',
      [
        ...['-c', `${limit}exec "$@"`, 'sh', ...node, ...certificateArgs()],
        ...[
          '--port',
          '0',
          '--n-bits',
          '0',
          ...own,
          '--max-lag',
          '0',
          ...(limited ? [] : WITHOUT_LIMITS),
          ...args,
        ],
      ],
      { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
    );
    const victim = new Victim(program, directory);
    const [, port] = await program.printed(LISTENING);
    victim.port = Number(port);
    return victim;
  }

  async holdings(): Promise<Holdings> {
    const { child } = this.program;
    const answer = once(child, 'message');
    child.send({ type: 'holdings' } satisfies HoldingsRequest);
    const [holdings] = (await answer) as [Holdings];
    return holdings;
  }

  /** What it holds when nobody is connected, and its outputs are written: two looks show the same. */
  async idle(): Promise<Holdings> {
    let last = await this.holdings();
    return this.#holdingsOnce((now) => {
      const isBusy = Object.keys(now.resources).some((kind) => BUSY.test(kind));
      const isSettled = !isBusy && isDeepStrictEqual(openOf(now), openOf(last));
      last = now;
      return isSettled;
    });
  }

  /** What it holds once nothing more is open than before; what it holds instead after a long wait. */
  backAt(before: Holdings): Promise<Holdings> {
    return this.#holdingsOnce((now) => Object.keys(moreThan(before, now)).length === 0);
  }

  async #holdingsOnce(isSo: (now: Holdings) => boolean): Promise<Holdings> {
    for (let looks = 1; ; looks++) {
      const now = await this.holdings();
      if (isSo(now) || looks === LOOKS.count) return now;
      await pause(LOOKS.everyMs);
    }
  }

  /** The log so far. */
  log(): Promise<string> {
    return readFile(this.logPath, 'utf8');
  }

  /** Its own count, as SIGUSR2 has it logged. */
  async status(): Promise<LoggedStatus> {
    const logged = async (): Promise<readonly LogLine[]> =>
      logLines(await this.log()).filter(({ msg }) => msg === 'status');
    const { length } = await logged();
    this.program.signal('SIGUSR2');
    for (;;) {
      const status = (await logged())[length];
      if (status !== undefined) return status as LogLine & LoggedStatus;
      await pause(LOOKS.everyMs);
    }
  }

  /** Resolves to the status once so many connections have their end, as sessions or refused. */
  async ended(count: number): Promise<LoggedStatus> {
    for (;;) {
      const status = await this.status();
      if (status.done + status.failed + status.refused >= count) return status;
      await pause(LOOKS.everyMs);
    }
  }

  stop(): Promise<Ended> {
    return this.program.stop();
  }
}

/** Timers that run for a while after the last session, one for all: the watch of the traffic, and the minute of the log's counts. */
const SHARED_TIMERS = 2;

/** What is open now and was not before: how many descriptors, and how many of each kind of resource. */
export function moreThan(before: Holdings, now: Holdings): Record<string, number> {
  const counts = (holdings: Holdings): Record<string, number> => ({
    ...holdings.resources,
    descriptors: holdings.descriptors,
  });
  const earlier = counts(before);
  const surplus = Object.entries(counts(now)).map(
    ([kind, n]) => [kind, n - (earlier[kind] ?? 0) - (kind === 'Timeout' ? SHARED_TIMERS : 0)] as const,
  );
  return Object.fromEntries(surplus.filter(([, more]) => more > 0));
}

function openOf({ descriptors, resources }: Holdings): Pick<Holdings, 'descriptors' | 'resources'> {
  return { descriptors, resources };
}
