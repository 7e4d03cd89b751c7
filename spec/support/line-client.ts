import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { duplexPair, type Duplex } from 'node:stream';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { testCertificates } from './certificates.js';

/** How a connection ended, as its client saw it. */
export interface Ending {
  /** The server ended its side in order: over TLS, close_notify came. */
  readonly ended: boolean;
  readonly errorCode: string | null;
}

/** A plain client, written from the contract alone: nothing of the library is in it. */
export class LineClient<S extends Duplex = Duplex> {
  /** Every whole line that came, without its LF. */
  readonly lines: string[] = [];
  readonly socket: S;
  readonly closed: Promise<Ending>;
  /** Its own TCP port, by which the server's events tell it apart; known still when it is closed. */
  localPort = 0;
  #unended = '';
  #wake: () => void = () => undefined;
  #taken = 0;
  #token = '';
  #over = false;

  constructor(socket: S) {
    this.socket = socket;
    let errorCode: string | null = null;
    socket.on('error', (error: NodeJS.ErrnoException) => {
      errorCode ??= error.code ?? error.message;
    });
    socket.on('data', (chunk: Buffer) => {
      const pieces = (this.#unended + chunk.toString()).split('\n');
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

  send(text: string | Buffer): this {
    this.socket.write(text);
    return this;
  }

  /** The next line, or null when the connection closed before there was one. */
  async next(): Promise<string | null> {
    while (this.#taken >= this.lines.length && !this.#over) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    return this.lines[this.#taken++] ?? null;
  }

  /** Answers a command rightly. */
  answer(command: string, value: (name: string) => string = (name) => `value of ${name}`): this {
    const [word = '', first = '', second = ''] = command.split(' ');
    if (word === 'WORK') this.#token = first;
    return this.send(`${answerTo(word, first, second, this.#token, value)}\n`);
  }

  /** Answers everything rightly until DONE, FAIL or the end; the last line that came. */
  async converse(value?: (name: string) => string): Promise<string | null> {
    for (;;) {
      const line = await this.next();
      if (line === null || line.startsWith('FAIL')) return line;
      this.answer(line, value);
      if (line === 'DONE') return line;
    }
  }

  /** Answers rightly until a command of that name comes, and leaves that one unanswered; its line. */
  async until(step: string): Promise<string> {
    for (;;) {
      const line = await this.next();
      const word = line?.split(' ')[0];
      if (line === null || word === 'FAIL') throw new Error(`No ${step} came, but ${String(line)}`);
      if (word === step) return line;
      this.answer(line);
    }
  }
}

function answerTo(
  word: string,
  first: string,
  second: string,
  token: string,
  value: (name: string) => string,
): string {
  switch (word) {
    case 'HELLO':
      return 'HELLOBACK';
    case 'WORK':
      return solve(first, Number(second));
    case 'DONE':
      return 'OK';
    default:
      return `${sha256(token + first).toString('hex')} ${value(word)}`;
  }
}

/** For a few bits only. */
export function solve(token: string, nBits: number): string {
  for (let n = 0; ; n++) {
    const digest = sha256(token + String(n));
    if (BigInt.asUintN(nBits, BigInt(`0x${digest.toString('hex')}`)) === 0n) return String(n);
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** A TLS connection that is through its handshake, as this client sees it; ours and trusting unless told otherwise. */
export async function connectClient(
  port: number,
  options: ConnectionOptions = {},
): Promise<LineClient<TLSSocket>> {
  const { ca, client } = await testCertificates();
  const socket = connectTls({
    host: '127.0.0.1',
    port,
    servername: 'localhost',
    ca: ca.certPem,
    cert: client.certPem,
    key: client.keyPem,
    ...options,
  });
  const lineClient = new LineClient(socket);
  socket.once('connect', () => (lineClient.localPort = socket.localPort ?? 0));
  await Promise.race([once(socket, 'secureConnect'), lineClient.closed]).catch(() => null);
  return lineClient;
}

/** A TCP connection to the TLS port. */
export async function connectRaw(port: number, host = '127.0.0.1'): Promise<LineClient<Socket>> {
  const socket = connectTcp({ host, port });
  const lineClient = new LineClient(socket);
  await once(socket, 'connect');
  lineClient.localPort = socket.localPort ?? 0;
  return lineClient;
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
