import { EventEmitter, once } from 'node:events';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { TLSSocket } from 'node:tls';
import { escapeText } from '../../protocol/escape.js';
import { ByteRecord } from './byte-record.js';
import { checksumOf, solve } from './solve.js';
import type { Tap } from './tap.js';

/** How a connection ended, as its client saw it. */
export interface Ending {
  /** The server ended its side in order. Over TLS that is close_notify, or the end of TCP: `closeNotify` of the client tells which. */
  readonly ended: boolean;
  /** The code of the first error, such as `ECONNRESET`; its message where it has no code; null without an error. */
  readonly errorCode: string | null;
}

/** Returns the value for a name that is asked for the nth time, from 0. */
export type ValueOf = (name: string, nth: number) => string;

/** What is below the stream of a {@link LineClient}. */
export interface Below {
  /** The TCP socket; null, or left out, where there is none or it is the stream itself. */
  readonly below?: Socket | null;
  /** The tap between TCP and TLS. Without one, close_notify is not told from the end of TCP. */
  readonly tap?: Tap;
}

/** What waits for the next line. */
export interface NextOptions {
  /** Ends the wait. The line that has not come stays the next one. */
  readonly signal?: AbortSignal;
}

/** The most characters of one line that are kept: far more than the protocol allows, and no endless line fills the memory. */
export const MAX_KEPT_LINE = 65_536;

/**
 * A client of the protocol that is as correct or as wrong as its caller likes. It is written from the protocol page alone and shares no code
 * with what it judges.
 *
 * Bytes that are not UTF-8 become replacement characters in `lines`; `received` keeps the bytes themselves.
 */
export class LineClient<S extends Duplex = Duplex> {
  /** Every whole line that came, without its LF. Of a line that is too long, the first {@link MAX_KEPT_LINE} characters. */
  readonly lines: string[] = [];
  /** Every byte that came. */
  readonly received = new ByteRecord();
  readonly socket: S;
  /** The TCP socket, which alone can be reset; null if the stream runs over none. */
  readonly below: Socket | null;
  /** Resolves when the connection is closed, or could not be made. */
  readonly closed: Promise<Ending>;
  /** Its own TCP port, by which a server tells clients apart. Known still when the connection is closed; 0 before it was made. */
  localPort = 0;
  /** The token of the last WORK that it answered. */
  token = '';
  /** Its last answer to WORK. */
  suffix = '';
  /** The last value that it gave for each name. */
  readonly answers: Record<string, string> = {};
  readonly #asked = new Map<string, number>();
  readonly #changes = new EventEmitter().setMaxListeners(0);
  #unended = '';
  #taken = 0;
  #ended = false;
  #over = false;
  #closeNotify: boolean | null = null;

  constructor(socket: S, { below = null, tap }: Below = {}) {
    this.socket = socket;
    this.below = below ?? (socket instanceof Socket && !(socket instanceof TLSSocket) ? socket : null);
    let errorCode: string | null = null;
    socket.on('error', (error: NodeJS.ErrnoException) => {
      errorCode ??= error.code ?? error.message;
    });
    const decoder = new StringDecoder();
    socket.on('data', (chunk: Buffer) => {
      this.received.add(chunk);
      this.#take(decoder.write(chunk));
    });
    if (tap !== undefined) this.#closeNotify = false;
    socket.on('end', () => {
      this.#ended = true;
      if (tap !== undefined) this.#closeNotify = !tap.forwardedEnd;
      this.#changes.emit('change');
    });
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        this.#over = true;
        this.#changes.emit('change');
        resolve({ ended: this.#ended, errorCode });
      });
    });
  }

  #take(text: string): void {
    const pieces = (this.#unended + text).split('\n').map((piece) => piece.slice(0, MAX_KEPT_LINE));
    this.#unended = pieces.pop() ?? '';
    if (pieces.length === 0) return;
    this.lines.push(...pieces);
    this.#changes.emit('change');
  }

  /** What came after the last LF: no line yet, and none at all if the connection has ended. */
  get unended(): string {
    return this.#unended;
  }

  /** Whether the server has ended its side in order. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Whether close_notify has come; null where that is not known, for want of a tap. */
  get closeNotify(): boolean | null {
    return this.#closeNotify;
  }

  /** Writes these bytes, and no LF behind them. */
  send(bytes: string | Buffer): this {
    this.socket.write(bytes);
    return this;
  }

  /** Writes a line. */
  say(line: string): this {
    return this.send(`${line}\n`);
  }

  /** Whether `next` has a line already. */
  get hasNext(): boolean {
    return this.#taken < this.lines.length;
  }

  /**
   * Resolves to the next line, or to null if the connection closes before there is one. Calls that wait at once get a line each.
   *
   * It waits as long as the server is silent: give a signal here, or `idleMs` where the connection is made, to end that.
   *
   * @throws an `AbortError` when the signal aborts before the line comes
   */
  async next({ signal }: NextOptions = {}): Promise<string | null> {
    while (!this.hasNext && !this.#over) {
      await once(this.#changes, 'change', signal === undefined ? {} : { signal });
    }
    return this.lines[this.#taken++] ?? null;
  }

  /** Resolves to all lines that still come, when the connection is closed. */
  async rest(options: NextOptions = {}): Promise<string[]> {
    const lines: string[] = [];
    for (let line = await this.next(options); line !== null; line = await this.next(options))
      lines.push(line);
    return lines;
  }

  /** Returns the correct answer to a request: the checksum and this value. */
  reply(request: string, value: string): string {
    const [, randomString = ''] = request.split(' ');
    return `${checksumOf(this.token, randomString)} ${value}`;
  }

  /**
   * Answers a command correctly.
   *
   * @throws RangeError if it is WORK with an n_bits that `solve` refuses
   */
  answer(command: string, valueOf: ValueOf = (name) => `value of ${name}`): this {
    const [word = '', first = '', second = ''] = command.split(' ');
    switch (word) {
      case 'HELLO':
        return this.say('HELLOBACK');
      case 'WORK':
        this.token = first;
        this.suffix = solve(first, Number(second));
        return this.say(this.suffix);
      case 'DONE':
        return this.say('OK');
      default:
        return this.say(this.reply(command, this.#valueFor(word, valueOf)));
    }
  }

  #valueFor(name: string, valueOf: ValueOf): string {
    const nth = this.#asked.get(name) ?? 0;
    this.#asked.set(name, nth + 1);
    return (this.answers[name] = valueOf(name, nth));
  }

  /** Answers everything correctly until DONE, FAIL or the end. Resolves to the last line that came; null at the end. */
  async converse(valueOf?: ValueOf): Promise<string | null> {
    for (;;) {
      const line = await this.next();
      if (line === null || line.startsWith('FAIL')) return line;
      this.answer(line, valueOf);
      if (line === 'DONE') return line;
    }
  }

  /**
   * Answers correctly until a command comes whose first word is this, and leaves that one unanswered. Resolves to its line.
   *
   * @throws Error if FAIL or the end comes first
   */
  async until(step: string | RegExp, valueOf?: ValueOf): Promise<string> {
    for (;;) {
      const line = await this.next();
      const word = line?.split(' ')[0] ?? '';
      if (line === null || word === 'FAIL') {
        throw new Error(`No ${String(step)} came, but ${line === null ? 'the end' : escapeText(line)}`);
      }
      if (typeof step === 'string' ? word === step : step.test(word)) return line;
      this.answer(line, valueOf);
    }
  }

  /** Ends its own side in order, over TLS with close_notify, and waits until the connection is closed. */
  async leave(): Promise<void> {
    this.socket.end();
    await this.closed;
  }

  /** Resets the TCP connection, and waits until it is closed. Where there is no TCP, it only tears the stream down. */
  async reset(): Promise<void> {
    this.below?.resetAndDestroy();
    await this.close();
  }

  /** Tears the connection down, and waits until it is closed. */
  async close(): Promise<void> {
    this.socket.destroy();
    await this.closed;
  }
}
