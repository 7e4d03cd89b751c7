import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Channel } from '../channel/channel.js';
import { portOf } from '../channel/port.js';

/** How a worker ended. */
export interface WorkerExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const PROGRAM = fileURLToPath(new URL('../worker/main.js', import.meta.url));

/** The descriptors of a worker before those of its sockets: the standard ones, and the channel. */
const FIRST_DESCRIPTOR = 4;

/** What a service manager tells its own child alone. */
const NOT_INHERITED = /^(?:NOTIFY_SOCKET|WATCHDOG_USEC|WATCHDOG_PID|LISTEN_PID|LISTEN_FDS|LISTEN_FDNAMES)$/;

/** The process of a worker. */
export class WorkerProcess {
  readonly channel: Channel;
  /** Its descriptors of the sockets, in their order. */
  readonly descriptors: readonly number[];
  /** Resolves when it is gone, and everything that it had said was heard. Never rejects. */
  readonly gone: Promise<WorkerExit>;
  readonly #child: ChildProcess;

  /**
   * Starts the process.
   * @param sockets the descriptors of the sockets in this process
   * @param onFault called with what a handler of its messages has thrown
   */
  constructor(sockets: readonly number[], onFault: (thrown: unknown) => void) {
    const env = Object.entries(process.env).filter(([name]) => !NOT_INHERITED.test(name));
    this.#child = fork(PROGRAM, {
      env: Object.fromEntries(env),
      stdio: ['ignore', 'inherit', 'inherit', 'ipc', ...sockets],
    });
    this.descriptors = sockets.map((_, at) => FIRST_DESCRIPTOR + at);
    this.channel = new Channel(portOf(this.#child), onFault);
    this.gone = exitOf(this.#child);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Ends it at once. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }
}

async function exitOf(child: ChildProcess): Promise<WorkerExit> {
  const exited = new Promise<WorkerExit>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve({ code, signal });
    });
    // It could not be started.
    child.once('error', () => {
      if (child.pid === undefined) resolve({ code: null, signal: null });
    });
  });
  // What it had said may be read after its exit.
  const disconnected = new Promise<void>((resolve) => {
    if (!child.connected) resolve();
    child.once('disconnect', resolve);
  });
  const exit = await exited;
  await disconnected;
  return exit;
}
