import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

const LISTENING = /listening on tls:\/\/\S+:(\d+)/;

const START_DEADLINE_MS = 30_000;

/** How long a child may take to answer: 10,000 sessions on a slow machine take minutes. */
const ANSWER_DEADLINE_MS = 15 * 60_000;

/** So much of the start of a child's output is kept, to be looked through. */
const MAX_OUTPUT_CHARS = 10_000;

/** A process of the benchmark's. It answers one message at a time, and ends by itself when the benchmark is gone. */
export class Child {
  readonly #name: string;
  readonly #process: ChildProcess;
  readonly #signal: AbortSignal;
  #output = '';

  /**
   * Starts Node with these arguments.
   *
   * @param node path of the Node to start
   * @param signal once it aborts, nothing is waited for any more; the process is still its owner's to stop
   */
  constructor(name: string, node: string, args: readonly string[], signal: AbortSignal) {
    signal.throwIfAborted();
    this.#name = name;
    this.#signal = signal;
    // Standard error is dropped as a log would be; standard output is read, as a terminal or a pipe would read it.
    this.#process = spawn(node, args, { stdio: ['ignore', 'pipe', 'ignore', 'ipc'] });
    this.#process.stdout?.setEncoding('utf8').on('data', (text: string) => {
      if (this.#output.length < MAX_OUTPUT_CHARS) this.#output += text;
    });
    this.#process.on('error', () => null);
  }

  /** The port of a server, which says on standard output where it listens. */
  async port(): Promise<number> {
    const found = new Promise<string>((resolve) => {
      const look = (): void => {
        const port = LISTENING.exec(this.#output)?.[1];
        if (port !== undefined) resolve(port);
      };
      this.#process.stdout?.on('data', look);
      look();
    });
    return Number(await this.#within(START_DEADLINE_MS, found));
  }

  /** Sends a message, and resolves to its answer: of the type that such a message is answered with. */
  ask<Answer>(message: object): Promise<Answer> {
    const answer = new Promise<Answer>((resolve) => this.#process.once('message', resolve));
    // A child that is gone already answers with its exit, below.
    this.#process.send(message, () => null);
    return this.#within(ANSWER_DEADLINE_MS, answer);
  }

  /** Ends the process; resolves when it is gone. */
  async stop(): Promise<void> {
    if (this.#isGone()) return;
    const gone = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await gone;
  }

  #isGone(): boolean {
    const { pid, exitCode, signalCode } = this.#process;
    return pid === undefined || exitCode !== null || signalCode !== null;
  }

  #ending(): string {
    const { exitCode, signalCode } = this.#process;
    return signalCode ?? `exit code ${String(exitCode)}`;
  }

  async #within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
    const over = new AbortController();
    const { signal } = over;
    this.#signal.throwIfAborted();
    const aborted = once(this.#signal, 'abort', { signal }).then(() => 'is to end');
    const gone = this.#isGone() ? Promise.resolve() : once(this.#process, 'exit', { signal });
    const failure = Promise.race([
      aborted,
      gone.then(() => `ended before its time (${this.#ending()})`),
      sleep(milliseconds, `gave no answer within ${milliseconds / 1000} s`, { signal }),
    ]).then((what) => {
      throw new Error(`The process of ${this.#name} ${what}.`);
    });
    failure.catch(() => null);
    try {
      return await Promise.race([promise, failure]);
    } finally {
      over.abort();
    }
  }
}
