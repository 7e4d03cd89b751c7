import { ConfigError } from '../../protocol/errors.js';
import { codeOf, systemErrorText } from '../../protocol/system-errors.js';
import { writeText, type ProgramStream } from '../shared/standard-streams.js';

/** So many characters are collected before they are written. */
const CHUNK_CHARS = 64 * 1024;

const GONE: ReadonlySet<unknown> = new Set(['EPIPE', 'ERR_STREAM_DESTROYED']);

/** The reader of standard output has closed it: there is no need to go on. */
export class ReaderGone extends Error {}

/** Writes much text to standard output, no faster than its reader reads. */
export class Output {
  readonly #stdout: ProgramStream;
  #text = '';

  constructor(stdout: ProgramStream) {
    this.#stdout = stdout;
  }

  /** Whether a person reads it on a terminal. */
  get isTerminal(): boolean {
    return this.#stdout.isTTY === true;
  }

  /** The width of the terminal; none elsewhere. */
  get columns(): number {
    const { columns = 0 } = this.#stdout;
    // Some pseudo-terminals have none.
    return this.isTerminal && columns > 0 ? columns : Infinity;
  }

  /** Writes lines, given without their last LF. The caller must wait before it writes more. */
  async line(text: string): Promise<void> {
    await this.write(`${text}\n`);
  }

  async write(text: string): Promise<void> {
    this.#text += text;
    if (this.#text.length >= CHUNK_CHARS) await this.end();
  }

  /**
   * Writes what was collected.
   * @throws {ReaderGone} the reader has closed
   * @throws {ConfigError} `unusable_file`: it cannot be written
   */
  async end(): Promise<void> {
    const text = this.#text;
    this.#text = '';
    if (text === '') return;
    try {
      await writeText(this.#stdout, text);
    } catch (cause) {
      if (GONE.has(codeOf(cause))) throw new ReaderGone();
      throw new ConfigError(
        'unusable_file',
        `Standard output cannot be written: ${systemErrorText(cause)}.`,
        {
          cause,
        },
      );
    }
  }
}
