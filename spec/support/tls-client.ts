import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { checksum, trailingZeroBits, workDigest } from '../../lib/protocol/digests.js';
import { testCertificates, type PemFiles } from './certificates.js';

export interface ConnectOptions extends ConnectionOptions {
  /** What it shows of itself: the test's client when not given, null for nothing. */
  readonly identity?: PemFiles | null;
}

/** A TLS client that says only what it is told to, so that it can be as wrong as a test likes. */
export class LineClient {
  readonly socket: TLSSocket;
  /** The TCP socket under it: only that can be reset. */
  readonly below: Socket;
  /** What WORK brought; a conversation that is gone on with needs it. */
  token = '';
  #text = '';
  #over = false;
  #wake: () => void = () => undefined;

  constructor(socket: TLSSocket, below: Socket) {
    this.socket = socket;
    this.below = below;
    socket.setEncoding('utf8').on('data', (text: string) => {
      this.#text += text;
      this.#wake();
    });
    // What went wrong shows in the lines that did not come.
    socket.on('error', () => undefined);
    for (const event of ['end', 'close'] as const) {
      socket.once(event, () => {
        this.#over = true;
        this.#wake();
      });
    }
  }

  /** The next line, without its LF; null when the server has ended. */
  async next(): Promise<string | null> {
    for (;;) {
      const lf = this.#text.indexOf('\n');
      if (lf !== -1) {
        const line = this.#text.slice(0, lf);
        this.#text = this.#text.slice(lf + 1);
        return line;
      }
      if (this.#over) return null;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** Gives a line back, for who reads next. */
  unread(line: string): void {
    this.#text = `${line}\n${this.#text}`;
  }

  say(line: string): void {
    this.sayRaw(`${line}\n`);
  }

  sayRaw(bytes: string | Buffer): void {
    this.socket.write(bytes);
  }

  /** All lines that still come. */
  async rest(): Promise<string[]> {
    const lines: string[] = [];
    for (let line = await this.next(); line !== null; line = await this.next()) lines.push(line);
    return lines;
  }

  async close(): Promise<void> {
    if (this.socket.closed) return;
    this.socket.destroy();
    await once(this.socket, 'close');
  }
}

/** Through the handshake, as far as a client can tell. */
export async function connectTo(port: number, options: ConnectOptions = {}): Promise<LineClient> {
  const { identity, ...rest } = options;
  const { ca, client } = await testCertificates();
  const shown = identity === undefined ? client : identity;
  const below = connectTcp(port, '127.0.0.1');
  const socket = connect({
    socket: below,
    servername: 'localhost',
    ca: ca.certPem,
    ...(shown === null ? {} : { cert: shown.certPem, key: shown.keyPem }),
    ...rest,
  });
  const made = new LineClient(socket, below);
  await once(socket, 'secureConnect');
  return made;
}

/** The value for a name that is asked for the nth time, from 0. */
export type Answers = (name: string, nth: number) => string;

export interface Conversation {
  /** What the server said, in order. */
  readonly said: readonly string[];
  readonly token: string;
  readonly suffix: string;
  /** What it was told, name by name; the last value of each. */
  readonly answers: Readonly<Record<string, string>>;
  /** DONE was read. */
  readonly done: boolean;
}

/** Speaks the protocol as it should be spoken, until the server ends, or has sent what `until` says: that line stays unanswered. */
export async function converse(
  client: LineClient,
  answer: Answers,
  until: (line: string) => boolean = () => false,
): Promise<Conversation> {
  const said: string[] = [];
  const answers: Record<string, string> = {};
  const asked = new Map<string, number>();
  let { token } = client;
  let suffix = '';
  for (;;) {
    const line = await client.next();
    if (line === null) break;
    said.push(line);
    if (until(line)) break;
    const [word = '', ...args] = line.split(' ');
    if (word === 'HELLO') client.say('HELLOBACK');
    else if (word === 'WORK') {
      token = args[0] ?? '';
      client.token = token;
      suffix = solve(token, Number(args[1]));
      client.say(suffix);
    } else if (word === 'DONE') client.say('OK');
    else if (word !== 'FAIL') {
      const nth = asked.get(word) ?? 0;
      asked.set(word, nth + 1);
      const value = answer(word, nth);
      answers[word] = value;
      client.say(`${checksum(token, args[0] ?? '')} ${value}`);
    }
  }
  return { said, token, suffix, answers, done: said.includes('DONE') };
}

/** One whole session of a client that does all right. */
export async function wholeSession(
  port: number,
  answer: Answers,
  options: ConnectOptions = {},
): Promise<Conversation> {
  const client = await connectTo(port, options);
  try {
    return await converse(client, answer);
  } finally {
    await client.close();
  }
}

/** For some bits, on one thread. */
export function solve(token: string, nBits: number): string {
  for (let n = 0; ; n++) {
    const suffix = `suffix-${n}`;
    if (trailingZeroBits(workDigest(token, suffix)) >= nBits) return suffix;
  }
}
