import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { certificatesIn } from './clients/identities.js';

const SERVER = fileURLToPath(new URL('../../../bin/tlslp-server', import.meta.url));
const LISTENING = /^Server listening on tls:\/\/\S+:(\d+)$/m;
/** A line may begin with the time. */
const STATUS = /Status page on (http:\/\/\S+)$/m;
const START_DEADLINE_MS = 30_000;

/** Only the start of the output is kept: it has the addresses. */
const MAX_OUTPUT_CHARS = 10_000;

export interface ServerOptions {
  /** Has the certificates, and gets the records and the log. */
  readonly directory: string;
  readonly nBits: number;
  /** In seconds. */
  readonly otherTimeout: number;
}

/** The real program, as an operator runs it. */
export class ServerProgram {
  readonly records: string;
  readonly log: string;
  /** The port of the TLS server. */
  port = 0;
  /** Where its status page is. */
  statusUrl = '';
  readonly #process: ChildProcess;
  #output = '';

  constructor({ directory, nBits, otherTimeout }: ServerOptions) {
    this.records = join(directory, 'records.ndjson');
    this.log = join(directory, 'server.log');
    const certificates = certificatesIn(directory);
    const args = [
      ...['--host', '127.0.0.1', '--port', '0', '--n-bits', String(nBits)],
      ...['--other-timeout', String(otherTimeout)],
      ...['--server-cert', join(certificates, 'server-cert.pem')],
      ...['--server-key', join(certificates, 'server-key.pem')],
      ...['--ca-cert', join(certificates, 'ca_cert.pem')],
      ...['--records', this.records, '--log-file', this.log, '--status', '127.0.0.1:0'],
    ];
    // What it says of a start that fails is on standard error.
    this.#process = spawn(process.execPath, [SERVER, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        if (this.#output.length < MAX_OUTPUT_CHARS) this.#output += text;
      });
    }
    this.#process.on('error', () => undefined);
  }

  /**
   * Resolves when it listens, and its addresses are known.
   *
   * @throws {Error} if it does not start; the message has its output
   */
  async ready(signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const failure = Promise.race([
      once(this.#process, 'exit', { signal: over.signal }).then(() => 'has ended'),
      once(signal, 'abort', { signal: over.signal }).then(() => 'was interrupted'),
      sleep(START_DEADLINE_MS, 'takes too long', { signal: over.signal }),
    ]);
    // It rejects when nobody waits for it any more.
    failure.catch(() => undefined);
    const found = new Promise<void>((resolve) => {
      const look = (): void => {
        if (this.#find()) resolve();
      };
      this.#process.stdout?.on('data', look);
      look();
    });
    try {
      const what = await Promise.race([found, failure]);
      if (what !== undefined)
        throw new Error(`The server does not start: it ${what}.\n${this.#output.trim()}`);
    } finally {
      over.abort();
    }
  }

  #find(): boolean {
    const [port, url] = [LISTENING.exec(this.#output)?.[1], STATUS.exec(this.#output)?.[1]];
    if (port === undefined || url === undefined) return false;
    this.port = Number(port);
    this.statusUrl = url;
    return true;
  }

  /** Stops it as an operator does. Resolves to its exit code; null if a signal ended it. */
  async stop(): Promise<number | null> {
    if (this.#isGone()) return this.#process.exitCode;
    const gone = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await gone;
    return this.#process.exitCode;
  }

  #isGone(): boolean {
    const { pid, exitCode, signalCode } = this.#process;
    return pid === undefined || exitCode !== null || signalCode !== null;
  }
}
