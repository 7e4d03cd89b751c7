import type { SessionEventBase } from '../session/events.js';
import type { OpenState, SessionEntry } from './entries.js';
import { OpenSession, type Row } from './row.js';

/** The sessions that are open, by id, and how many are in each state. As many as the server admits. */
export class OpenSessions {
  readonly #sessions = new Map<string, OpenSession>();
  readonly counts: Record<OpenState, number> = {
    greeting: 0,
    working: 0,
    answering: 0,
    finishing: 0,
    closing: 0,
  };

  get(id: string): OpenSession | undefined {
    return this.#sessions.get(id);
  }

  begin(
    { id, at, peer: { remote } }: SessionEventBase,
    row: Row,
    remoteText: string | null,
    requests: number | null,
  ): OpenSession {
    const entry: OpenSession['entry'] = {
      kind: 'session',
      id,
      participant: row.own.id,
      name: row.own.name,
      remote: remote === null ? null : remoteText,
      startedAt: at,
      endedAt: null,
      state: 'greeting',
      step: 'HELLO',
      answered: 0,
      requests,
      outcome: null,
      confirmed: null,
      error: null,
      durations: null,
      work: null,
    };
    const session = new OpenSession(entry, row);
    row.sessions.begin(session);
    this.#sessions.set(id, session);
    this.counts.greeting += 1;
    return session;
  }

  enter(session: OpenSession, state: OpenState, at: number): void {
    this.counts[session.state] -= 1;
    this.counts[state] += 1;
    session.state = state;
    session.entry.state = state;
    session.since = at;
  }

  close({ entry: { id }, state }: OpenSession): void {
    if (this.#sessions.delete(id)) this.counts[state] -= 1;
  }

  /** Returns the entries of those that have not ended, the oldest first. */
  entries(): SessionEntry[] {
    const open: SessionEntry[] = [];
    for (const { hasEnded, entry } of this.#sessions.values()) if (!hasEnded) open.push({ ...entry });
    return open;
  }
}
