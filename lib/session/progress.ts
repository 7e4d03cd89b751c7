import { stepOf, type Command } from '../protocol/commands.js';
import type { TlslpError } from '../protocol/errors.js';
import type { StepDurations } from './events.js';

type Part = keyof StepDurations;

/** How far a session has come, and how long each part took. */
export class Progress {
  /** The step that was begun last. */
  step = 'HELLO';
  /** DONE was sent: from now on the outcome is `done`. */
  promised = false;
  /** The last step whose command was sent; null before HELLO. */
  #asked: string | null = null;
  #part: Part | null = null;
  #since = 0;
  readonly #seconds: Record<Part, number | null> = { hello: null, work: null, requests: null, done: null };

  /**
   * Begins the step of a command. FAIL is none.
   * @param elapsed the seconds since the session began
   */
  begin(command: Command, elapsed: number): void {
    if (command.kind === 'fail') return;
    this.step = stepOf(command);
    const part = command.kind === 'body' ? 'requests' : command.kind;
    if (part === this.#part) return;
    this.#endPart(elapsed);
    this.#part = part;
    this.#since = elapsed;
  }

  /** Tells that the command of the present step was sent. */
  sent({ kind }: Command): void {
    this.#asked = this.step;
    if (kind === 'done') this.promised = true;
  }

  /** Returns the step that a failure belongs to. A line too many follows the answer to a command: that answer was wrong, not the next one. */
  failedStep({ code }: Pick<TlslpError, 'code'>): string {
    return code === 'unsolicited_line' ? (this.#asked ?? this.step) : this.step;
  }

  /**
   * Ends the last step, and returns the durations of all.
   * @param elapsed the seconds since the session began
   */
  end(elapsed: number): StepDurations {
    this.#endPart(elapsed);
    this.#part = null;
    return { ...this.#seconds };
  }

  #endPart(elapsed: number): void {
    const part = this.#part;
    if (part === null) return;
    const seconds = (this.#seconds[part] ?? 0) + elapsed - this.#since;
    this.#seconds[part] = Math.round(seconds * 1000) / 1000;
  }
}
