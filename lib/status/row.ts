import type { OpenState, Participant, SessionEntry } from './entries.js';
import { NewestSession } from './newest-session.js';

type Changing<T> = { -readonly [K in keyof T]: T[K] };

/** The row of a participant. */
export class Row {
  readonly view: Changing<Participant>;
  /** The revision of its last change. */
  revision = 0;
  readonly sessions = new NewestSession<OpenSession>();

  constructor(id: string, at: number) {
    this.view = {
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

  /** Shows this session, which is the newest. */
  show({ entry, state, since }: OpenSession): void {
    if (state === 'closing') return;
    const { view } = this;
    view.state = state;
    view.step = entry.step;
    view.since = since;
    view.answered = entry.answered;
    view.requests = entry.requests;
  }

  /** Takes in how a session of this participant ended. */
  ended({ endedAt, outcome, confirmed, error, step, answered, requests }: SessionEntry): void {
    const { view } = this;
    view.lastOutcome = outcome;
    view.lastError = error;
    view.step = step;
    view.answered = answered;
    view.requests = requests;
    if (outcome !== 'done') return;
    view.doneAt = Math.min(view.doneAt ?? Infinity, endedAt ?? Infinity);
    view.confirmed ||= confirmed === true;
  }

  /** No session is open any more. */
  rest(at: number): void {
    this.view.state = this.view.doneAt === null ? 'failed' : 'done';
    this.view.since = at;
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
