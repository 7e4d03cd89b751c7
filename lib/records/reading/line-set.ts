/** A set of line numbers below a limit, one bit each. */
export class LineSet {
  readonly #bits: Uint8Array;

  constructor(limit: number) {
    this.#bits = new Uint8Array(Math.ceil(limit / 8));
  }

  add(line: number): void {
    const index = line >> 3;
    this.#bits[index] = (this.#bits[index] ?? 0) | (1 << (line & 7));
  }

  has(line: number): boolean {
    return ((this.#bits[line >> 3] ?? 0) & (1 << (line & 7))) !== 0;
  }
}
