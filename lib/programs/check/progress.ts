import type { ProgramStream } from '../shared/standard-streams.js';

const REFRESH_MS = 1000;
const CLEAR_LINE = '\r\u001b[K';

/** Says on a terminal how many checks have ended, below the report: some wait for a minute. Elsewhere it says nothing. */
export class Progress {
  readonly #stderr: ProgramStream;
  #planned = 0;
  #ended = 0;
  #timer: NodeJS.Timeout | null = null;
  #isShown = false;

  constructor(stderr: ProgramStream) {
    this.#stderr = stderr;
  }

  /**
   * Begins to show how many of the planned checks have ended.
   * @param ended how many have already; 0 when not given
   */
  begin(planned: number, ended = 0): void {
    if (this.#stderr.isTTY !== true || planned === ended) return;
    this.#planned = planned;
    this.#ended = ended;
    this.#timer = setInterval(() => {
      this.#show();
    }, REFRESH_MS);
  }

  /** One more check has ended. */
  ended(): void {
    this.#ended += 1;
  }

  /** Takes the line away, for others to write. */
  clear(): void {
    if (!this.#isShown) return;
    this.#stderr.write(CLEAR_LINE);
    this.#isShown = false;
  }

  /** Ends it. */
  end(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.clear();
  }

  #show(): void {
    this.#stderr.write(`${CLEAR_LINE}  ${this.#ended} of ${this.#planned} have ended; some look at waiting`);
    this.#isShown = true;
  }
}
