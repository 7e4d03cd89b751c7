/** Counts the bytes that have passed. A TCP socket counts what is encrypted, a TLS socket what is not. */
export interface ByteCounts {
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

/** The overhead that a session may have at once, in bytes: records, tickets, alerts, changes of keys. An honest one has about 3 KB. */
export const OVERHEAD_BYTES = 32 * 1024;

/** The overhead that is forgiven each second, in bytes. */
export const OVERHEAD_BYTES_PER_SECOND = 1024;

/** A line may come in records of one byte each. The longest is a CBC record of TLS 1.2: 85 bytes. */
const OVERHEAD_PER_BYTE_OF_A_LINE = 96;

/** After FAIL, the bytes that are thrown away must come in records of a reasonable size: 88 bytes or more. */
const OVERHEAD_PER_BYTE_AFTER_FAIL = 1 / 4;

/**
 * Compares the bytes on the wire of one session with the bytes of its lines. TLS handles changes of keys, alerts and empty records without a
 * word to JavaScript, and a peer can send thousands a second; but the counters of its TCP socket show them.
 */
export class Traffic {
  readonly #wire: ByteCounts;
  readonly #lines: ByteCounts;
  #perByte = OVERHEAD_PER_BYTE_OF_A_LINE;
  #wireBytes: number;
  #lineBytes: number;
  #overhead = 0;

  /** @param wire the counts of the TCP socket @param lines the counts of the TLS socket over it */
  constructor(wire: ByteCounts, lines: ByteCounts) {
    this.#wire = wire;
    this.#lines = lines;
    this.#wireBytes = total(wire);
    this.#lineBytes = total(lines);
  }

  /** From now on, the peer's bytes are no lines, but are thrown away. */
  discard(): void {
    this.isOver(0);
    this.#perByte = OVERHEAD_PER_BYTE_AFTER_FAIL;
  }

  /**
   * Counts what has passed since the last call, and returns whether it is too much.
   * @param elapsedMs the time since the last call, in milliseconds
   * @param ahead how many bytes TLS may have read and not yet passed on
   */
  isOver(elapsedMs: number, ahead = 0): boolean {
    const wireBytes = total(this.#wire);
    const lineBytes = total(this.#lines);
    const more = wireBytes - this.#wireBytes - (lineBytes - this.#lineBytes) * (1 + this.#perByte);
    this.#wireBytes = wireBytes;
    this.#lineBytes = lineBytes;
    const forgiven = (elapsedMs * OVERHEAD_BYTES_PER_SECOND) / 1000;
    this.#overhead = Math.max(0, this.#overhead + more - forgiven);
    return this.#overhead > OVERHEAD_BYTES + ahead;
  }
}

function total({ bytesRead, bytesWritten }: ByteCounts): number {
  return bytesRead + bytesWritten;
}
