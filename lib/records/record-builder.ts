import { stepOf, type Command } from '../protocol/commands.js';
import type {
  AnsweredEvent,
  ConnectedEvent,
  FailedEvent,
  Peer,
  SessionEvent,
  WorkAcceptedEvent,
} from '../session/events.js';
import type { SessionRecord, WorkRecord } from './record.js';

/** How a session ended: what a draft lacks to be a record. */
export type Ending = Pick<SessionRecord, 'outcome' | 'step' | 'error'>;

/** The session got its DONE, or is about to. */
export const DONE_ENDING: Ending = { outcome: 'done', step: 'DONE', error: null };

export function failedEnding({ outcome, step, error }: FailedEvent): Ending {
  return { outcome, step, error: { code: error.code, message: error.message } };
}

/** A record in the making: the events of one session, folded. Every event costs the same, however many there are. */
export class RecordBuilder {
  /** Whether a record of all this, as done, is written or on its way. */
  committedAsDone = false;
  readonly #id: string;
  readonly #startedAt: number;
  readonly #peer: Peer;
  #lastAt: number;
  #command: Command | null = null;
  #work: WorkRecord | null = null;
  // No prototype: the keys are names that came from outside this file.
  readonly #answers = Object.create(null) as Record<string, string>;
  #superseded: Record<string, string[]> | null = null;

  constructor({ id, at, peer }: ConnectedEvent) {
    this.#id = id;
    this.#startedAt = at;
    this.#lastAt = at;
    this.#peer = peer;
  }

  fold(event: SessionEvent): void {
    this.#lastAt = event.at;
    switch (event.type) {
      case 'sent':
        // FAIL is how a step ends, not a step.
        if (event.command.kind !== 'fail') this.#command = event.command;
        return;
      case 'work_accepted':
        this.#work = workRecord(event);
        return;
      case 'answered':
        this.#answer(event);
        return;
      default:
        return;
    }
  }

  /** The ending of a session that nobody ended: its owner tore it down where it stood, and told the client nothing. */
  tornDown(): Ending {
    return {
      outcome: 'stopped',
      step: this.#command === null ? 'HELLO' : stepOf(this.#command),
      error: null,
    };
  }

  /** What is known so far, with this ending. */
  record(ending: Ending): SessionRecord {
    return {
      id: this.#id,
      startedAt: new Date(this.#startedAt).toISOString(),
      endedAt: new Date(this.#lastAt).toISOString(),
      ...ending,
      remote: this.#peer.remote,
      client: this.#peer.client,
      tls: this.#peer.tls,
      work: this.#work,
      answers: this.#answers,
      ...(this.#superseded === null ? {} : { superseded: this.#superseded }),
    };
  }

  #answer({ name, value }: AnsweredEvent): void {
    this.committedAsDone = false;
    const earlier = this.#answers[name];
    this.#answers[name] = value;
    if (earlier === undefined || earlier === value) return;
    this.#superseded ??= Object.create(null) as Record<string, string[]>;
    (this.#superseded[name] ??= []).push(earlier);
  }
}

function workRecord({ nBits, suffix, zeroBits, seconds }: WorkAcceptedEvent): WorkRecord {
  return { nBits, suffix, zeroBits, seconds };
}
