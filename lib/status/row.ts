import type { OpenState, Participant, ParticipantState, SessionEntry } from './entries.js';
import { NewestSession } from './newest-session.js';

type Changing<T> = { -readonly [K in keyof T]: T[K] };

/** The row of a participant. What it shows of an open session is taken from there when somebody reads it: most changes are never read. */
export class Row {
  /** All but the progress of its newest session, while that is open. */
  readonly own: Changing<Participant>;
  /** The revision of its last change. */
  revision = 0;
  readonly sessions = new NewestSession<OpenSession>();

  constructor(id: string, at: number) {
    this.own = {
      id,
      name: null,
      serialNumber: null,
      address: null,
      state: 'greeting',
      step: null,
      since: at,
      answered: 0,
      requests: null,
      open: 0,
      tries: 0,
      doneAt: null,
      confirmed: false,
      lastOutcome: null,
      lastError: null,
      firstSeen: at,
      lastSeen: at,
    };
  }

  get state(): ParticipantState {
    const { newest } = this.sessions;
    return newest === undefined || newest.state === 'closing' ? this.own.state : newest.state;
  }

  /** A copy of the row as it is now. */
  get view(): Participant {
    const { newest } = this.sessions;
    if (newest === undefined) return { ...this.own };
    const { since, entry } = newest;
    const { step, answered, requests } = entry;
    return { ...this.own, state: this.state, step, since, answered, requests };
  }

  /** Takes in how a session of this participant ended. */
  ended({ startedAt, endedAt, outcome, confirmed, error, step, answered, requests }: SessionEntry): void {
    const { own } = this;
    own.lastOutcome = outcome;
    own.lastError = error;
    own.step = step;
    own.answered = answered;
    own.requests = requests;
    own.since = endedAt ?? startedAt;
    if (outcome === 'done') {
      own.doneAt = Math.min(own.doneAt ?? Infinity, own.since);
      own.confirmed ||= confirmed === true;
    }
    own.state = own.doneAt === null ? 'failed' : 'done';
  }
}

/** A session that is open. */
export class OpenSession {
  readonly entry: Changing<SessionEntry>;
  readonly row: Row;
  state: OpenState = 'greeting';
  /** When this state began. */
  since: number;

  constructor(entry: Changing<SessionEntry>, row: Row) {
    this.entry = entry;
    this.row = row;
    this.since = entry.startedAt;
  }

  get hasEnded(): boolean {
    return this.state === 'closing';
  }
}
