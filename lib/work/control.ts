/** The shared memory of the threads of one job: a stop flag, and the number of candidates they have tried. */
export class Control {
  readonly buffer: SharedArrayBuffer;
  readonly #stop: Int32Array;
  readonly #attempts: BigInt64Array;

  /** @param buffer the buffer of another thread's Control; a new one when not given */
  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(16)) {
    this.buffer = buffer;
    this.#attempts = new BigInt64Array(buffer, 0, 1);
    this.#stop = new Int32Array(buffer, 8, 1);
  }

  stop(): void {
    Atomics.store(this.#stop, 0, 1);
  }

  get stopped(): boolean {
    return Atomics.load(this.#stop, 0) !== 0;
  }

  tried(candidates: number): void {
    Atomics.add(this.#attempts, 0, BigInt(candidates));
  }

  get attempts(): number {
    return Number(Atomics.load(this.#attempts, 0));
  }
}
