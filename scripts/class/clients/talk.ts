import { createHash } from 'node:crypto';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect, type SecureContext, type TLSSocket } from 'node:tls';

/** The port of the server, and what a client shows of itself. */
export interface Target {
  readonly port: number;
  readonly secureContext: SecureContext;
  /** Aborts when the run has to end early. */
  readonly signal: AbortSignal;
}

/** How long a client waits for the next line: longer than any deadline of the server. */
const PATIENCE_MS = 60_000;

/** One connection of a client. It is written from the protocol alone: nothing of the library is in it. */
export class Talk {
  /** Every whole line that came. */
  readonly lines: string[] = [];
  /** The token of WORK. */
  token = '';
  readonly #tcp: Socket;
  readonly #socket: TLSSocket;
  readonly #closed: Promise<void>;
  #isClosed = false;
  #taken = 0;
  #rest = '';
  #wake: () => void = () => undefined;

  constructor({ port, secureContext }: Target) {
    this.#tcp = connectTcp(port, '127.0.0.1').setNoDelay(true);
    this.#socket = connect({ socket: this.#tcp, secureContext, servername: 'localhost' });
    this.#socket.setEncoding('utf8').on('data', (text: string) => {
      const pieces = (this.#rest + text).split('\n');
      this.#rest = pieces.pop() ?? '';
      this.lines.push(...pieces);
      this.#wake();
    });
    // How a connection ends is known from the lines that came before.
    this.#socket.on('error', () => undefined);
    this.#tcp.on('error', () => undefined);
    this.#socket.setTimeout(PATIENCE_MS, () => this.#socket.destroy());
    this.#closed = new Promise((resolve) => {
      this.#socket.on('close', () => {
        this.#isClosed = true;
        this.#wake();
        resolve();
      });
    });
  }

  /** Resolves to the next line; to null if the connection closed before there was one. */
  async next(): Promise<string | null> {
    while (this.#taken >= this.lines.length && !this.#isClosed) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    return this.lines[this.#taken++] ?? null;
  }

  send(bytes: string | Buffer): void {
    this.#socket.write(bytes);
  }

  say(line: string): void {
    this.send(`${line}\n`);
  }

  /** The right answer to a request. */
  reply(request: string, value: string): string {
    const [, randomString = ''] = request.split(' ');
    return `${sha256(this.token + randomString).toString('hex')} ${value}`;
  }

  /** Closes in order, or waits until the server has. */
  async leave(): Promise<void> {
    this.#socket.end();
    await this.#closed;
  }

  /** Drops the connection with a TCP reset. */
  async reset(): Promise<void> {
    this.#tcp.resetAndDestroy();
    this.#socket.destroy();
    await this.#closed;
  }
}

/** Returns a suffix. It tries one after another, so it is for few bits. */
export function solve(token: string, nBits: number): string {
  for (let n = 0; ; n++) {
    const suffix = `s${n}`;
    if (zeroBits(sha256(token + suffix)) >= nBits) return suffix;
  }
}

/** Returns a suffix that is not right. Any is, for 0 bits. */
export function wrongSuffix(token: string, nBits: number): string {
  for (let n = 0; ; n++) {
    const suffix = `w${n}`;
    if (nBits === 0 || zeroBits(sha256(token + suffix)) < nBits) return suffix;
  }
}

function zeroBits(digest: Buffer): number {
  const last = digest.readUInt32BE(digest.length - 4);
  return last === 0 ? 32 : 31 - Math.clz32(last & -last);
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
