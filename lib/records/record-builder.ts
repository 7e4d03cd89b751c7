import { stepOf, type Command } from '../protocol/commands.js';
import type {
  AnsweredEvent,
  ConnectedEvent,
  DoneEvent,
  FailedEvent,
  Peer,
  SessionEvent,
  WorkAcceptedEvent,
} from '../session/events.js';
import type { TlslpError } from '../protocol/errors.js';
import type { ErrorRecord, SessionRecord, WorkRecord } from './record.js';

/** How a session ended: what a draft lacks to be a record. */
export type Ending = Pick<SessionRecord, 'outcome' | 'confirmed' | 'step' | 'error'>;

/** DONE is about to be sent; what the client will make of it is not known. */
export const COMMITTED: Ending = { outcome: 'done', confirmed: null, step: 'DONE', error: null };

export function doneEnding({ confirmed, error }: DoneEvent): Ending {
  return { outcome: 'done', confirmed, step: 'DONE', error: error === null ? null : errorRecord(error) };
}

export function failedEnding({ outcome, step, error }: FailedEvent): Ending {
  return { outcome, confirmed: false, step, error: errorRecord(error) };
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
  #answers = emptyMap<string>();
  #superseded: Record<string, string[]> | null = null;
  /** A record that was made shares the answers, and must not change any more. */
  #shared = false;

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
    if (this.committedAsDone && this.#command?.kind === 'done') return { ...COMMITTED, confirmed: false };
    return {
      outcome: 'stopped',
      confirmed: false,
      step: this.#command === null ? 'HELLO' : stepOf(this.#command),
      error: null,
    };
  }

  /** What is known so far, with this ending. */
  record(ending: Ending): SessionRecord {
    this.#shared = true;
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
    if (this.#shared) this.#unshare();
    const earlier = this.#answers[name];
    this.#answers[name] = value;
    if (earlier === undefined || earlier === value) return;
    this.#superseded ??= emptyMap();
    (this.#superseded[name] ??= []).push(earlier);
  }

  #unshare(): void {
    this.#shared = false;
    this.#answers = Object.assign(emptyMap<string>(), this.#answers);
    const superseded = this.#superseded;
    if (superseded === null) return;
    this.#superseded = emptyMap();
    for (const [name, values] of Object.entries(superseded)) this.#superseded[name] = [...values];
  }
}

/** Without a prototype: the keys are names that came from outside this file. */
function emptyMap<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}

function errorRecord({ code, message }: TlslpError): ErrorRecord {
  return { code, message };
}

function workRecord({ nBits, suffix, zeroBits, seconds }: WorkAcceptedEvent): WorkRecord {
  return { nBits, suffix, zeroBits, seconds };
}
