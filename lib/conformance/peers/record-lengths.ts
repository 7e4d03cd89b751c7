const HEADER_BYTES = 5;
const APPLICATION_DATA = 23;
const ALERT = 21;
/** An alert has two bytes. TLS 1.3 adds its type, and 16 bytes of the cipher. */
const SEALED_ALERT_BYTES = 2 + 1 + 16;
/** Java pads what is no line with 16 zeros. */
const PADDED_ALERT_BYTES = SEALED_ALERT_BYTES + 16;

/** Follows the TLS records of one side of a connection, however their bytes come. */
export class RecordLengths {
  #header: Buffer = Buffer.alloc(0);
  /** Bytes of the record that are still to come. */
  #left = 0;
  #count = 0;
  #isAlert = false;

  /** How many records have begun. */
  get count(): number {
    return this.#count;
  }

  /** Whether the last record is an alert: by its type before TLS 1.3, by its length there. OK has another one. */
  get endsInAlert(): boolean {
    return this.#isAlert;
  }

  take(bytes: Buffer): void {
    let rest = bytes;
    while (rest.length > 0) {
      const skipped = Math.min(this.#left, rest.length);
      this.#left -= skipped;
      rest = rest.subarray(skipped);
      const taken = rest.subarray(0, HEADER_BYTES - this.#header.length);
      this.#header = Buffer.concat([this.#header, taken]);
      rest = rest.subarray(taken.length);
      if (this.#header.length === HEADER_BYTES) this.#begin();
    }
  }

  #begin(): void {
    const type = this.#header.readUInt8(0);
    this.#left = this.#header.readUInt16BE(3);
    const isAlertLong = this.#left === SEALED_ALERT_BYTES || this.#left === PADDED_ALERT_BYTES;
    this.#isAlert = type === ALERT || (type === APPLICATION_DATA && isAlertLong);
    this.#count += 1;
    this.#header = Buffer.alloc(0);
  }
}
