import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { duplexPair, type Duplex } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { testCertificates, type PemFiles } from './certificates.js';

/** How a connection ended, as its client saw it. */
export interface Ending {
  /** The server ended its side in order: over TLS, close_notify came. */
  readonly ended: boolean;
  readonly errorCode: string | null;
}

/** The value for a name that is asked for the nth time, from 0. */
export type ValueOf = (name: string, nth: number) => string;

/** A client that is as right or as wrong as a test likes, written from the contract alone: nothing of the library is in it. */
export class LineClient<S extends Duplex = Duplex> {
  /** Every whole line that came, without its LF. */
  readonly lines: string[] = [];
  readonly socket: S;
  readonly closed: Promise<Ending>;
  /** Its own TCP port, by which the server's events tell it apart; known still when it is closed. */
  localPort = 0;
  /** What WORK brought. */
  token = '';
  /** Its answer to WORK. */
  suffix = '';
  /** The last value that it gave for each name. */
  readonly answers: Record<string, string> = {};
  readonly #asked = new Map<string, number>();
  #unended = '';
  #wake: () => void = () => undefined;
  #taken = 0;
  #over = false;

  constructor(socket: S) {
    this.socket = socket;
    let errorCode: string | null = null;
    socket.on('error', (error: NodeJS.ErrnoException) => {
      errorCode ??= error.code ?? error.message;
    });
    const decoder = new StringDecoder();
    socket.on('data', (chunk: Buffer) => {
      const pieces = (this.#unended + decoder.write(chunk)).split('\n');
      this.#unended = pieces.pop() ?? '';
      this.lines.push(...pieces);
      this.#wake();
    });
    let ended = false;
    socket.on('end', () => (ended = true));
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        this.#over = true;
        this.#wake();
        resolve({ ended, errorCode });
      });
    });
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

  /** The next line, or null when the connection closed before there was one. */
  async next(): Promise<string | null> {
    while (this.#taken >= this.lines.length && !this.#over) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    return this.lines[this.#taken++] ?? null;
  }

  /** All lines that still come, until the connection is closed. */
  async rest(): Promise<string[]> {
    const lines: string[] = [];
    for (let line = await this.next(); line !== null; line = await this.next()) lines.push(line);
    return lines;
  }

  /** Answers a command rightly. */
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
        return this.#give(word, first, valueOf);
    }
  }

  #give(name: string, randomString: string, valueOf: ValueOf): this {
    const nth = this.#asked.get(name) ?? 0;
    this.#asked.set(name, nth + 1);
    const value = valueOf(name, nth);
    this.answers[name] = value;
    return this.say(`${sha256(this.token + randomString).toString('hex')} ${value}`);
  }

  /** Answers everything rightly until DONE, FAIL or the end; the last line that came. */
  async converse(valueOf?: ValueOf): Promise<string | null> {
    for (;;) {
      const line = await this.next();
      if (line === null || line.startsWith('FAIL')) return line;
      this.answer(line, valueOf);
      if (line === 'DONE') return line;
    }
  }

  /** Answers rightly until a command comes whose first word this is, and leaves that one unanswered; its line. */
  async until(step: string | RegExp, valueOf?: ValueOf): Promise<string> {
    for (;;) {
      const line = await this.next();
      const word = line?.split(' ')[0] ?? '';
      if (line === null || word === 'FAIL') throw new Error(`No ${String(step)} came, but ${String(line)}`);
      if (typeof step === 'string' ? word === step : step.test(word)) return line;
      this.answer(line, valueOf);
    }
  }

  /** Tears the connection down, and waits until it is. */
  async close(): Promise<void> {
    this.socket.destroy();
    await this.closed;
  }
}

/** For a few bits only. */
export function solve(token: string, nBits: number): string {
  for (let n = 0; ; n++) {
    const suffix = `suffix-${n}`;
    const digest = sha256(token + suffix);
    if (BigInt.asUintN(nBits, BigInt(`0x${digest.toString('hex')}`)) === 0n) return suffix;
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

export interface ConnectOptions extends ConnectionOptions {
  /** What it shows of itself: the tests' client when not given, null for nothing. */
  readonly identity?: PemFiles | null;
  /** The address that it comes from; the system's choice when not given. */
  readonly localAddress?: string;
  /** What it sends before TLS. */
  readonly preface?: Buffer;
}

/** A client over TLS, and the TCP socket under it: only that can be reset. */
export type TlsLineClient = LineClient<TLSSocket> & { readonly below: Socket };

/**
 * A TLS connection that is through its handshake, as this client sees it, or is closed already, for the reason that `closed` tells;
 * ours and trusting unless told otherwise.
 */
export async function connectClient(port: number, options: ConnectOptions = {}): Promise<TlsLineClient> {
  const { identity, host = '127.0.0.1', localAddress, preface, ...rest } = options;
  const { ca, client } = testCertificates();
  const shown = identity === undefined ? client : identity;
  const below = connectTcp({ host, port, ...(localAddress === undefined ? {} : { localAddress }) });
  if (preface !== undefined) below.write(preface);
  const socket = connectTls({
    socket: below,
    servername: 'localhost',
    ca: ca.certPem,
    ...(shown === null ? {} : { cert: shown.certPem, key: shown.keyPem }),
    ...rest,
  });
  const lineClient = Object.assign(new LineClient(socket), { below });
  below.once('connect', () => (lineClient.localPort = below.localPort ?? 0));
  await Promise.race([once(socket, 'secureConnect'), lineClient.closed]).catch(() => null);
  return lineClient;
}

/** What a whole session was, as its client saw it. */
export interface Conversation {
  /** What the server said, in order. */
  readonly said: readonly string[];
  readonly token: string;
  readonly suffix: string;
  /** The last value that it gave for each name. */
  readonly answers: Readonly<Record<string, string>>;
  /** DONE was read. */
  readonly done: boolean;
}

/** One whole session of a client that does all right, until the server closes. */
export async function wholeSession(
  port: number,
  valueOf: ValueOf,
  options: ConnectOptions = {},
): Promise<Conversation> {
  const client = await connectClient(port, options);
  await client.converse(valueOf);
  await client.rest();
  const { lines: said, token, suffix, answers } = client;
  return { said, token, suffix, answers, done: said.includes('DONE') };
}

/** A TCP connection to the TLS port. */
export async function connectRaw(
  port: number,
  host = '127.0.0.1',
  localAddress?: string,
): Promise<LineClient<Socket>> {
  const socket = connectTcp({ host, port, ...(localAddress === undefined ? {} : { localAddress }) });
  const lineClient = new LineClient(socket);
  await once(socket, 'connect');
  lineClient.localPort = socket.localPort ?? 0;
  return lineClient;
}

/**
 * Connects to a port whose listener was closed. A process that another worker starts at that moment holds a copy of the listener until it
 * runs its program: such a connection is reset, and the next one meets the closed port.
 */
export async function connectToClosed(port: number, host?: string): Promise<LineClient<Socket>> {
  const client = await connectRaw(port, host);
  const { errorCode } = await client.closed;
  return errorCode === 'ECONNRESET' ? connectRaw(port, host) : client;
}

/** The bytes that a TLS client of ours begins with. */
export async function clientHello(): Promise<Buffer> {
  const [ours, theirs] = duplexPair();
  const socket = connectTls({ socket: ours, servername: 'localhost' });
  socket.on('error', () => null);
  const [bytes] = (await once(theirs, 'data')) as [Buffer];
  socket.destroy();
  return bytes;
}

/** The options of a client without a certificate. */
export const NO_CERTIFICATE: ConnectionOptions = { cert: '', key: '' };
