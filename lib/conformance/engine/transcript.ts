import { showBytes } from './show-bytes.js';

const MAX_ENTRIES = 400;

/** What was said and done in one check, in order. */
export class Transcript {
  readonly #peer: string;
  readonly #entries: string[] = [];
  #dropped = 0;

  /** @param peer what the other side is: `client` or `server` */
  constructor(peer: string) {
    this.#peer = peer;
  }

  get entries(): readonly string[] {
    return this.#dropped === 0 ? this.#entries : [...this.#entries, `… ${this.#dropped} more`];
  }

  /** The kit wrote these bytes. */
  sent(bytes: Uint8Array): void {
    this.note(`kit: ${showBytes(bytes)}`);
  }

  /** The peer under test wrote these bytes. */
  came(bytes: Uint8Array): void {
    this.did(showBytes(bytes));
  }

  /** The peer under test did this. The text must be escaped. */
  did(text: string): void {
    this.note(`${this.#peer}: ${text}`);
  }

  /** Something happened. The text must be escaped. */
  note(text: string): void {
    if (this.#entries.length < MAX_ENTRIES) this.#entries.push(text);
    else this.#dropped += 1;
  }
}
