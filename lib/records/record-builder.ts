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
import { cutNames } from './cut-names.js';
import type { ClientRecord, ErrorRecord, SessionRecord, WorkRecord } from './record.js';

/** How a session ended: the fields that complete a draft. */
export type Ending = Pick<SessionRecord, 'outcome' | 'confirmed' | 'step' | 'error'>;

/** The ending that is committed before DONE is sent: the client's OK is not known yet. */
export const COMMITTED: Ending = { outcome: 'done', confirmed: null, step: 'DONE', error: null };

export function doneEnding({ confirmed, error }: DoneEvent): Ending {
  return { outcome: 'done', confirmed, step: 'DONE', error: error === null ? null : errorRecord(error) };
}

export function failedEnding({ outcome, step, error }: FailedEvent): Ending {
  return { outcome, confirmed: false, step, error: errorRecord(error) };
}

/** Builds the record of one session from its events, in constant time for each event. */
export class RecordBuilder {
  /** Whether a `done` record with the current answers is pending or committed. */
  committedAsDone = false;
  /** The number of sessions of this client that have no record, and are counted in this one. */
  suppressed = 0;
  readonly #id: string;
  readonly #startedAt: number;
  readonly #peer: Peer;
  readonly #client: ClientRecord | null;
  #lastAt: number;
  #command: Command | null = null;
  #work: WorkRecord | null = null;
  #unsolvedBits: number | null = null;
  #answers = emptyMap<string>();
  #superseded: Record<string, string[]> | null = null;
  #answered = false;
  /** Whether a returned record shares the answers. They must be copied before the next change. */
  #shared = false;

  constructor({ id, at, peer }: ConnectedEvent) {
    this.#id = id;
    this.#startedAt = at;
    this.#lastAt = at;
    this.#peer = peer;
    this.#client = cutNames(peer.client);
  }

  fold(event: SessionEvent): void {
    this.#lastAt = event.at;
    switch (event.type) {
      case 'sent':
        // FAIL ends a step; it is not a step itself.
        if (event.command.kind !== 'fail') this.#command = event.command;
        if (event.command.kind === 'work') this.#unsolvedBits = event.command.nBits;
        return;
      case 'work_accepted':
        this.#work = workRecord(event);
        this.#unsolvedBits = null;
        return;
      case 'answered':
        this.#answer(event);
        return;
      default:
        return;
    }
  }

  get peer(): Peer {
    return this.#peer;
  }

  /** Whether the client has answered nothing that counts: no proof of work, and no request. */
  get isEmpty(): boolean {
    return this.#work === null && !this.#answered;
  }

  /** Returns the ending of a session that was torn down without `done` or `failed`: the client got no reason. */
  tornDown(): Ending {
    if (this.committedAsDone && this.#command?.kind === 'done') return { ...COMMITTED, confirmed: false };
    return {
      outcome: 'stopped',
      confirmed: false,
      step: this.#command === null ? 'HELLO' : stepOf(this.#command),
      error: null,
    };
  }

  /** Returns a record of the events so far, with this ending. */
  record(ending: Ending): SessionRecord {
    this.#shared = true;
    return {
      id: this.#id,
      startedAt: new Date(this.#startedAt).toISOString(),
      endedAt: new Date(this.#lastAt).toISOString(),
      ...ending,
      remote: this.#peer.remote,
      ...(this.#peer.proxy === undefined ? {} : { proxy: this.#peer.proxy }),
      client: this.#client,
      tls: this.#peer.tls,
      work: this.#work,
      ...(this.#unsolvedBits === null ? {} : { unsolvedBits: this.#unsolvedBits }),
      answers: this.#answers,
      ...(this.#superseded === null ? {} : { superseded: this.#superseded }),
      ...(this.suppressed === 0 ? {} : { suppressed: this.suppressed }),
    };
  }

  #answer({ name, value }: AnsweredEvent): void {
    this.committedAsDone = false;
    this.#answered = true;
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

// Without a prototype: a body name such as `__proto__` must be an ordinary key.
function emptyMap<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}

function errorRecord({ code, message }: TlslpError): ErrorRecord {
  return { code, message };
}

function workRecord({ nBits, suffix, zeroBits, seconds, resumed }: WorkAcceptedEvent): WorkRecord {
  const work = { nBits, suffix, zeroBits, seconds };
  return resumed === undefined ? work : { ...work, resumed };
}
