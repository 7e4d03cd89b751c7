import { hash } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import type { Certificates } from './certificates.js';

/** What an answer is: its bytes, with the LF; or null to send none. */
export type Bytes = string | Buffer | null;

/** The client's answers. A right one stands where none is given. */
export interface Answers {
  readonly hello?: (client: Client) => Bytes;
  readonly work?: (client: Client) => Bytes;
  readonly body?: (client: Client) => Bytes;
  readonly done?: (client: Client) => Bytes;
}

/** The server closed, or said FAIL. */
export class Over extends Error {}

const VALUES: Readonly<Record<string, string>> = { FULL_NAME: 'Ada Lovelace', COUNTRY: 'United Kingdom' };

/** A client that is right where nobody makes it wrong, written from the contract alone. */
export class Client {
  /** The line that came last, and its parts. */
  command = '';
  step = '';
  token = '';
  nBits = 0;
  randomString = '';
  /** What it sent where it was wrong: the output should show it. */
  readonly wrongly: Buffer[] = [];
  readonly closed: Promise<unknown>;
  readonly #socket: TLSSocket | Socket;
  #unread = '';
  #over = false;
  #wake: () => void = () => undefined;

  constructor(socket: TLSSocket | Socket) {
    this.#socket = socket;
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      this.#unread += text;
      this.#wake();
    });
    socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        this.#over = true;
        this.#wake();
        resolve(null);
      });
    });
  }

  /** The value that a right client sends for the name that is asked for. */
  get value(): string {
    return VALUES[this.step] ?? `my ${this.step.toLowerCase()}`;
  }

  get checksum(): string {
    return sha256(this.token + this.randomString).toString('hex');
  }

  get suffix(): string {
    for (let n = 0; ; n++) {
      const suffix = `a${n}`;
      if (endsInZeros(sha256(this.token + suffix), this.nBits)) return suffix;
    }
  }

  /** Reads a line. @throws {Over} when none comes, or FAIL */
  async next(): Promise<string> {
    while (!this.#unread.includes('\n')) {
      if (this.#over) throw new Over();
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const at = this.#unread.indexOf('\n');
    this.command = this.#unread.slice(0, at);
    this.#unread = this.#unread.slice(at + 1);
    const [word = '', first = '', second = ''] = this.command.split(' ');
    this.step = word;
    if (word === 'FAIL') throw new Over();
    if (word === 'WORK') [this.token, this.nBits] = [first, Number(second)];
    else this.randomString = first;
    return this.command;
  }

  /** Reads and answers rightly until this step's command came. */
  async upTo(step: string): Promise<void> {
    while ((await this.next()) !== step && this.step !== step) this.send(answerOf(this, {}));
  }

  /** Sends what the output should show. */
  wrong(bytes: string | Buffer): this {
    this.wrongly.push(Buffer.from(bytes));
    this.send(bytes);
    return this;
  }

  send(bytes: Bytes): this {
    if (bytes !== null && !this.#socket.destroyed) this.#socket.write(bytes);
    return this;
  }

  /** Ends its own side, and can still read. */
  halfClose(): this {
    this.#socket.end();
    return this;
  }

  leave(): this {
    this.#socket.destroy();
    return this;
  }

  /** Answers everything that still comes, until the server closes; these answers are wrong, the others right. */
  async converse(answers: Answers = {}): Promise<void> {
    for (;;) {
      await this.next();
      const bytes = answerOf(this, answers);
      const kind = kindOf(this.step);
      if (answers[kind] !== undefined && bytes !== null) this.wrong(bytes);
      else this.send(bytes);
      if (kind === 'done') await this.rest();
    }
  }

  /** Reads to the end, and answers nothing. @throws {Over} always, at the end */
  async rest(): Promise<void> {
    for (;;) await this.next();
  }
}

function kindOf(step: string): keyof Answers {
  return step === 'HELLO' ? 'hello' : step === 'WORK' ? 'work' : step === 'DONE' ? 'done' : 'body';
}

function answerOf(client: Client, answers: Answers): Bytes {
  switch (kindOf(client.step)) {
    case 'hello':
      return answers.hello ? answers.hello(client) : 'HELLOBACK\n';
    case 'work':
      return answers.work ? answers.work(client) : `${client.suffix}\n`;
    case 'body':
      return answers.body ? answers.body(client) : `${client.checksum} ${client.value}\n`;
    case 'done':
      return answers.done ? answers.done(client) : 'OK\n';
  }
}

/** Connects over TLS, ours and trusting unless told otherwise. The handshake may have failed: then it is closed. */
export async function connect(
  port: number,
  { ca, client }: Certificates,
  options: ConnectionOptions = {},
): Promise<Client> {
  const below = connectTcp({ host: '127.0.0.1', port });
  const socket = connectTls({
    ...{ socket: below, servername: 'localhost', ca: ca.certPem },
    ...{ cert: client.certPem, key: client.keyPem },
    ...options,
  });
  const made = new Client(socket);
  await Promise.race([once(socket, 'secureConnect').catch(() => null), made.closed]);
  return made;
}

/** Connects without TLS. */
export async function connectPlain(port: number): Promise<Client> {
  const socket = connectTcp({ host: '127.0.0.1', port });
  const made = new Client(socket);
  await Promise.race([once(socket, 'connect').catch(() => null), made.closed]);
  return made;
}

export function sha256(input: string | Uint8Array): Buffer {
  return hash('sha256', input, 'buffer');
}

/** Whether the digest ends in at least so many zero bits. */
export function endsInZeros(digest: Buffer, nBits: number): boolean {
  for (let bit = 0; bit < nBits; bit++) {
    if (((digest[digest.length - 1 - (bit >> 3)] ?? 0) >> (bit & 7)) & 1) return false;
  }
  return true;
}
