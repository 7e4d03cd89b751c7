import { stepOf, type Command } from '../protocol/commands.js';
import type { Outcome } from '../protocol/failures.js';
import type {
  AnsweredEvent,
  ClosedEvent,
  ConnectedEvent,
  DoneEvent,
  FailedEvent,
  SentEvent,
  StepDurations,
  WorkAcceptedEvent,
} from '../session/events.js';
import { remoteText } from '../session/remote-text.js';
import type { OpenState, SessionEntry, SessionFailure } from './entries.js';
import { failureOf, TORN_DOWN } from './failure.js';
import { OpenSessions } from './open-sessions.js';
import type { Participants } from './participants.js';
import type { OpenSession, Row } from './row.js';

/** How a session ended. */
export interface Ending {
  readonly at: number;
  readonly step: string;
  readonly outcome: Outcome;
  readonly confirmed: boolean | null;
  readonly error: SessionFailure | null;
  readonly durations: StepDurations | null;
}

/** Follows the sessions from their events, and keeps the row of each participant true. */
export class SessionTracker {
  readonly open = new OpenSessions();
  readonly #participants: Participants;
  readonly #nextRevision: () => number;
  readonly #onEnd: (ended: SessionEntry) => void;

  /**
   * @param nextRevision returns the revision of a change
   * @param onEnd called with each session that has ended
   */
  constructor(participants: Participants, nextRevision: () => number, onEnd: (ended: SessionEntry) => void) {
    this.#participants = participants;
    this.#nextRevision = nextRevision;
    this.#onEnd = onEnd;
  }

  /** Returns the new session. */
  connected(event: ConnectedEvent, requests: number | null): SessionEntry {
    const row = this.#participants.rowOf(event.peer, event.at, this.#nextRevision());
    const session = this.open.begin(event, row, remoteText(event.peer.remote), requests);
    row.own.open += 1;
    row.own.tries += 1;
    this.#changed(row, event.at);
    return session.entry;
  }

  sent({ id, at, command }: SentEvent): void {
    const session = this.open.get(id);
    if (session === undefined || session.hasEnded || command.kind === 'fail') return;
    const state = stateOf(command);
    session.entry.step = stepOf(command);
    if (state !== session.state) this.open.enter(session, state, at);
    this.#changed(session.row, at);
  }

  /** Returns the session; null if it is not known. */
  workAccepted({ id, at, nBits, zeroBits, seconds }: WorkAcceptedEvent): SessionEntry | null {
    const session = this.open.get(id);
    if (session === undefined || session.hasEnded) return null;
    session.entry.work = { nBits, zeroBits, seconds };
    this.#changed(session.row, at);
    return session.entry;
  }

  answered({ id, at }: AnsweredEvent): void {
    const session = this.open.get(id);
    if (session === undefined || session.hasEnded) return;
    session.entry.answered += 1;
    this.#changed(session.row, at);
  }

  /** Returns the session with its end; null if it is not known, or had ended before. */
  done({ id, at, confirmed, error, durations }: DoneEvent): SessionEntry | null {
    const why = error === null ? null : failureOf(error, 'DONE', 'done');
    return this.#end(id, { at, step: 'DONE', outcome: 'done', confirmed, error: why, durations });
  }

  failed({ id, at, step, outcome, error, durations }: FailedEvent): SessionEntry | null {
    const why = failureOf(error, step, outcome);
    return this.#end(id, { at, step, outcome, confirmed: false, error: why, durations });
  }

  /** Returns the session with its end, if this ended it: it was destroyed without `done` or `failed`. */
  closed({ id, at }: ClosedEvent): SessionEntry | null {
    const session = this.open.get(id);
    if (session === undefined) return null;
    const { step } = session.entry;
    // DONE was sent: that counts, whatever happened then.
    const outcome = session.state === 'finishing' ? 'done' : 'stopped';
    const error = outcome === 'done' ? null : TORN_DOWN;
    const ended = session.hasEnded
      ? null
      : this.#end(id, { at, step, outcome, confirmed: false, error, durations: null });
    this.open.close(session);
    return ended;
  }

  #end(id: string, ending: Ending): SessionEntry | null {
    const session = this.open.get(id);
    if (session === undefined || session.hasEnded) return null;
    const { row } = session;
    this.open.enter(session, 'closing', ending.at);
    row.own.open -= 1;
    row.sessions.ended();
    this.#participants.touch(row);
    const ended = finish(session.entry, ending);
    row.ended(ended);
    this.#changed(row, ending.at);
    this.#onEnd(ended);
    return ended;
  }

  #changed(row: Row, at: number): void {
    row.own.lastSeen = at;
    row.revision = this.#nextRevision();
  }
}

/** The entry of an open session becomes that of an ended one. Field by field: a copy would cost more than all else here. */
function finish(
  entry: OpenSession['entry'],
  { at, step, outcome, confirmed, error, durations }: Ending,
): SessionEntry {
  entry.state = 'ended';
  entry.endedAt = at;
  entry.step = step;
  entry.outcome = outcome;
  entry.confirmed = confirmed;
  entry.error = error;
  entry.durations = durations;
  return entry;
}

function stateOf({ kind }: Exclude<Command, { readonly kind: 'fail' }>): OpenState {
  switch (kind) {
    case 'hello':
      return 'greeting';
    case 'work':
      return 'working';
    case 'body':
      return 'answering';
    case 'done':
      return 'finishing';
  }
}
