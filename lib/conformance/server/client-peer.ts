import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { escapeText } from '../../protocol/escape.js';
import { broken } from '../engine/finding.js';
import type { Transcript } from '../engine/transcript.js';
import type { Ending, LineClient } from '../peers/line-client.js';

const MAX_LINE_CHARS = 200;

/** The kit's end of a connection: a client that says what a check wants it to say. */
export class ClientPeer {
  readonly client: LineClient<TLSSocket | Socket>;
  readonly #transcript: Transcript;
  readonly #over: AbortSignal;

  /** @param over aborts when the time limit of the check is over; it must tear the connection down too */
  constructor(client: LineClient<TLSSocket | Socket>, transcript: Transcript, over: AbortSignal) {
    this.client = client;
    this.#transcript = transcript;
    this.#over = over;
    void client.closed.then(({ ended, errorCode }) => {
      transcript.did(ended ? 'has ended in order' : `gone (${errorCode ?? 'without an end'})`);
    });
  }

  /** Every byte that came, up to the limit of the peer. */
  get received(): Buffer {
    return this.client.received.excerpt;
  }

  /** Resolves to the next line; to null at the end, and when the time limit is over. */
  async next(): Promise<string | null> {
    const line = await this.client.next();
    if (line !== null) this.#transcript.did(show(line));
    return line;
  }

  /**
   * Takes the next line.
   * @param expected what the check waits for, as a phrase for the finding
   * @throws {Finding} the server has closed the connection, or the time limit is over
   */
  async line(expected: string): Promise<string> {
    const line = await this.next();
    if (line === null) throw broken(expected, this.end);
    return line;
  }

  /** What came in place of a line: the end, or nothing in time. */
  get end(): string {
    const { unended } = this.client;
    const last = unended === '' ? '' : `${show(unended)} without an LF, and then `;
    return `${last}${this.#over.aborted ? 'nothing within the time limit' : 'the end of the connection'}`;
  }

  /** Writes these bytes. Resolves when the system has them, or when the connection is gone. */
  send(bytes: string | Buffer): Promise<void> {
    const { socket } = this.client;
    const buffer = Buffer.from(bytes);
    this.#transcript.sent(buffer);
    return new Promise((resolve) => {
      const isGone = socket.destroyed || socket.writableEnded;
      if (isGone) resolve();
      else
        socket.write(buffer, () => {
          resolve();
        });
    });
  }

  /** Writes a line. */
  say(line: string): Promise<void> {
    return this.send(`${line}\n`);
  }

  /** Adds an entry to the transcript. The text must be escaped. */
  note(text: string): void {
    this.#transcript.note(text);
  }

  /** Ends the kit's side in order. */
  leave(): void {
    this.#transcript.note('kit: ends its side in order');
    this.client.socket.end();
  }

  /** Resets TCP. */
  reset(): void {
    this.#transcript.note('kit: resets the connection');
    this.client.below?.resetAndDestroy();
  }

  /**
   * Waits until the server has closed the connection, and says nothing more.
   * @throws {Finding} it says something, or does not close within the time limit
   */
  async closes(expected = 'that the server closes the connection'): Promise<Ending> {
    const line = await this.next();
    if (line !== null) throw broken(`${expected}, and says nothing more`, show(line));
    const ending = await this.client.closed;
    if (this.#over.aborted) throw broken(expected, 'nothing within the time limit');
    return ending;
  }
}

/** Shows a line of the server in a message. */
export function show(line: string): string {
  return `"${escapeText(line, MAX_LINE_CHARS)}"`;
}
