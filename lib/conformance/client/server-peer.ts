import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { broken } from '../engine/finding.js';
import { showBytes } from '../engine/show-bytes.js';
import type { Transcript } from '../engine/transcript.js';

const LF = 0x0a;
/** More than a client can send in a session of the kit. What comes beyond it is counted, and dropped. */
const MAX_KEPT_BYTES = 16 * 1024 * 1024;

/** How a connection ended, as its server saw it. */
export interface Ending {
  /** The client ended its side in order. Node does not tell close_notify from the end of TCP. */
  readonly graceful: boolean;
  /** The code of the error that ended it, or null. */
  readonly errorCode: string | null;
}

/** Makes the TLS records of a peer, instead of Node's TLS. */
export interface RecordMaker {
  /** Returns the records that hold these bytes. */
  readonly data: (bytes: Buffer) => Buffer;
  /** Returns the record that ends the side in order. */
  readonly end: () => Buffer;
}

/** The kit's end of a connection: a server that says what a check wants it to say. */
export class ServerPeer {
  readonly socket: TLSSocket | Socket;
  /** The TCP socket under it: only that can be reset, or end without close_notify. */
  readonly tcp: Socket;
  readonly closed: Promise<Ending>;
  readonly #transcript: Transcript;
  readonly #over: AbortSignal;
  #unread: Buffer = Buffer.alloc(0);
  #ended = false;
  #isClosed = false;
  #wake: () => void = () => undefined;

  readonly #records: RecordMaker | null;

  /**
   * @param over aborts when the time limit of the check is over
   * @param records makes what is written; Node's TLS does when not given
   */
  constructor(
    socket: TLSSocket | Socket,
    tcp: Socket,
    transcript: Transcript,
    over: AbortSignal,
    records: RecordMaker | null = null,
  ) {
    this.#records = records;
    this.socket = socket;
    this.tcp = tcp;
    this.#transcript = transcript;
    this.#over = over;
    let errorCode: string | null = null;
    socket.on('error', (error: NodeJS.ErrnoException) => {
      errorCode ??= error.code ?? error.message;
    });
    tcp.on('error', (error: NodeJS.ErrnoException) => {
      errorCode ??= error.code ?? error.message;
    });
    socket.on('data', (chunk: Buffer) => {
      transcript.came(chunk);
      if (this.#unread.length < MAX_KEPT_BYTES) this.#unread = Buffer.concat([this.#unread, chunk]);
      this.#wake();
    });
    socket.on('end', () => {
      this.#ended = true;
      transcript.did('ends its side in order');
      this.#wake();
    });
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        this.#isClosed = true;
        if (!this.#ended) transcript.did(`gone (${errorCode ?? 'without close_notify'})`);
        this.#wake();
        resolve({ graceful: this.#ended, errorCode });
      });
    });
    over.addEventListener('abort', () => {
      this.#wake();
    });
  }

  /** The bytes that came and that no check has taken. */
  get unread(): Buffer {
    return this.#unread;
  }

  /** Whether nothing can come any more. */
  get isOver(): boolean {
    return this.#ended || this.#isClosed;
  }

  /** Writes these bytes, and no LF behind them. Resolves when the system has them, or when the connection is gone. */
  send(bytes: string | Uint8Array): Promise<void> {
    const buffer = Buffer.from(bytes);
    this.#transcript.sent(buffer);
    const [target, written] = this.#records ? [this.tcp, this.#records.data(buffer)] : [this.socket, buffer];
    return new Promise((resolve) => {
      if (!target.writable) {
        resolve();
        return;
      }
      target.write(written, () => {
        resolve();
      });
    });
  }

  /** Writes a line. */
  say(line: string): Promise<void> {
    return this.send(`${line}\n`);
  }

  /**
   * Takes the next whole line, without its LF.
   * @param expected what the check waits for, as a phrase for the finding
   * @throws {Finding} the client left, or the time limit is over
   */
  async line(expected: string): Promise<Buffer> {
    for (;;) {
      const at = this.#unread.indexOf(LF);
      if (at >= 0) {
        const line = this.#unread.subarray(0, at);
        this.#unread = this.#unread.subarray(at + 1);
        return line;
      }
      if (this.isOver) throw broken(expected, this.#cameInstead('the client left'));
      if (this.#over.aborted) throw broken(expected, this.#cameInstead('nothing within the time limit'));
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** Resolves when something came that no check has taken, when the client has ended its side or is gone, or when the time limit is over. */
  async stirs(): Promise<void> {
    while (this.#unread.length === 0 && !this.isOver && !this.#over.aborted) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** Ends the kit's side in order: close_notify, then the end of TCP. */
  end(): void {
    this.#transcript.note('kit: ends its side in order');
    if (this.#records === null) this.socket.end();
    else if (this.tcp.writable) this.tcp.end(this.#records.end());
  }

  /** Ends TCP without close_notify. */
  cut(): void {
    this.#transcript.note('kit: ends TCP without close_notify');
    this.tcp.end();
  }

  /** Resets TCP. */
  reset(): void {
    this.#transcript.note('kit: resets the connection');
    this.tcp.resetAndDestroy();
  }

  /** Frees the connection. */
  destroy(): void {
    this.socket.destroy();
    this.tcp.destroy();
  }

  #cameInstead(otherwise: string): string {
    return this.#unread.length === 0
      ? otherwise
      : `${showBytes(this.#unread)} without an LF, and then ${otherwise}`;
  }
}
