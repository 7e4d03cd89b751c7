import { splitBodyAnswer } from '../../lib/protocol/answers.js';
import { stepOf } from '../../lib/protocol/commands.js';
import type { ClientRunEvent } from '../../lib/client/events.js';
import type { Attempt, Cut, SessionResult } from './result.js';

/** A session with more attempts has failed: what a driver keeps is bounded. */
const MAX_ATTEMPTS = 200;

type Given = Pick<SessionResult, 'session' | 'certificate' | 'duplicates'>;

/** Builds the result of a session from the events of its runs. */
export class ResultBuilder {
  readonly #given: Given;
  readonly #prefix: string;
  readonly #attempts: Attempt[] = [];
  #reconnects = 0;
  #step = 'HELLO';
  #done = false;

  /** @param prefix the part of the marks that no other session has */
  constructor(given: Given, prefix: string) {
    this.#given = given;
    this.#prefix = prefix;
  }

  get done(): boolean {
    return this.#done;
  }

  get isFull(): boolean {
    return this.#attempts.length >= MAX_ATTEMPTS;
  }

  /** Returns the value for a name: no two attempts give the same. */
  answerTo(name: string): string {
    return `${this.#attempts.at(-1)?.mark ?? ''} ${name}`;
  }

  observe(event: ClientRunEvent): void {
    if (event.type === 'reconnecting') this.#reconnects++;
    if (event.type === 'connected') {
      this.#begin(event.at);
      return;
    }
    const attempt = this.#attempts.at(-1);
    if (attempt === undefined) return;
    switch (event.type) {
      case 'received':
        this.#step = stepOf(event.command);
        if (attempt.suffix !== null) attempt.accepted = true;
        if (event.command.kind === 'done') attempt.doneRead = true;
        if (event.command.kind === 'work') {
          const { token, nBits } = event.command;
          attempt.work = { token, nBits };
          attempt.workAt = event.at;
        }
        return;
      case 'replied':
        if (event.command.kind === 'work') attempt.suffix = event.line;
        if (event.command.kind === 'body')
          attempt.answers[event.command.name] = splitBodyAnswer(event.line).value;
        if (event.command.kind === 'done') attempt.okWritten = true;
        return;
      case 'done':
        this.#done = true;
        attempt.to = event.at;
        return;
      case 'failed':
        this.#end(attempt, event.at, {
          step: event.step,
          code: event.error.code,
          message: event.error.message,
        });
        return;
      default:
    }
  }

  /** The client has cut its own connection. */
  cut(at: number): void {
    const attempt = this.#attempts.at(-1);
    if (attempt?.to !== null) return;
    this.#end(attempt, at, { step: this.#step, code: 'cut_by_client', message: 'The client cut it.' });
  }

  /** @param error the error of the run, if it had one */
  build(error?: unknown): SessionResult {
    const last = this.isFull
      ? { message: `More than ${MAX_ATTEMPTS} attempts.` }
      : this.#attempts.at(-1)?.cut;
    const why = error instanceof Error ? error.message : (last?.message ?? 'There was no connection.');
    return {
      ...this.#given,
      attempts: this.#attempts,
      reconnects: this.#reconnects,
      outcome: this.#done ? 'done' : 'failed',
      error: this.#done ? null : why,
    };
  }

  #begin(from: number): void {
    this.#attempts.push({
      mark: `${this.#prefix}-${this.#attempts.length + 1}`,
      from,
      to: null,
      work: null,
      workAt: null,
      suffix: null,
      accepted: false,
      answers: {},
      doneRead: false,
      okWritten: false,
      cut: null,
    });
  }

  #end(attempt: Attempt, at: number, cut: Cut): void {
    attempt.to = at;
    attempt.cut = cut;
  }
}
