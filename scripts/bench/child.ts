import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

const LISTENING = /listening on tls:\/\/\S+:(\d+)/;
const STATUS_PAGE = /Status page on (http:\S+)\n/;

const START_DEADLINE_MS = 30_000;

/** The deadline for an answer: 10,000 sessions take minutes on a slow machine. */
const ANSWER_DEADLINE_MS = 15 * 60_000;

/** Only the start of a child's output is kept: it has the port of a server. */
const MAX_OUTPUT_CHARS = 10_000;

/** A child process of the benchmark. It answers one message at a time, and exits when the benchmark exits. */
export class Child {
  readonly #name: string;
  readonly #process: ChildProcess;
  readonly #signal: AbortSignal;
  #output = '';

  /**
   * Starts Node with these arguments.
   *
   * @param node the path of the Node to start
   * @param signal when it aborts, every wait rejects; the owner must still stop the process
   */
  constructor(name: string, node: string, args: readonly string[], signal: AbortSignal) {
    signal.throwIfAborted();
    this.#name = name;
    this.#signal = signal;
    // Standard error has the log, which is dropped. Standard output is read, as a terminal or a pipe would read it.
    this.#process = spawn(node, args, { stdio: ['ignore', 'pipe', 'ignore', 'ipc'] });
    this.#process.stdout?.setEncoding('utf8').on('data', (text: string) => {
      if (this.#output.length < MAX_OUTPUT_CHARS) this.#output += text;
    });
    this.#process.on('error', () => null);
  }

  /** Resolves to the port of a server, which prints it on standard output when it listens. */
  async port(): Promise<number> {
    return Number(await this.#printed(LISTENING));
  }

  /** Resolves to the URL of a server's status page, which it prints too. */
  statusUrl(): Promise<string> {
    return this.#printed(STATUS_PAGE);
  }

  #printed(pattern: RegExp): Promise<string> {
    const found = new Promise<string>((resolve) => {
      const look = (): void => {
        const text = pattern.exec(this.#output)?.[1];
        if (text !== undefined) resolve(text);
      };
      this.#process.stdout?.on('data', look);
      look();
    });
    return this.#within(START_DEADLINE_MS, found);
  }

  /** Sends a message and resolves to its answer. The caller knows the type of the answer. */
  ask<Answer>(message: object): Promise<Answer> {
    const answer = new Promise<Answer>((resolve) => this.#process.once('message', resolve));
    // The error is ignored: if the child has exited, `#within` rejects.
    this.#process.send(message, () => null);
    return this.#within(ANSWER_DEADLINE_MS, answer);
  }

  /** Kills the process. Resolves when it has exited. */
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
    const aborted = once(this.#signal, 'abort', { signal }).then(() => 'was interrupted');
    const gone = this.#isGone() ? Promise.resolve() : once(this.#process, 'exit', { signal });
    const failure = Promise.race([
      aborted,
      gone.then(() => `exited unexpectedly (${this.#ending()})`),
      sleep(milliseconds, `did not answer within ${milliseconds / 1000} s`, { signal }),
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
