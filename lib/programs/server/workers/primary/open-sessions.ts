import { stepOf } from '../../../../protocol/commands.js';
import { workerLost } from '../../../../protocol/failures.js';
import { failedEnding, RecordBuilder } from '../../../../records/record-builder.js';
import type { SessionRecord } from '../../../../records/record.js';
import type { ServerEvent } from '../../../../server/events.js';
import type { ConnectedEvent, Peer, StepDurations } from '../../../../session/events.js';

/** What is known of an open session of a worker: enough for its record, should the worker be lost. */
interface Known {
  readonly connected: ConnectedEvent;
  readonly builder: RecordBuilder;
  step: string;
  /** Whether `done` or `failed` has come. */
  hasEnded: boolean;
  /** Whether a `done` record is kept. */
  isCommitted: boolean;
}

/** How a lost session ends: its last events, and its record if it needs one. */
export interface LostSession {
  readonly events: readonly ServerEvent[];
  readonly record: SessionRecord | null;
}

const NOBODY: Peer = { remote: null, client: null, tls: null };
const NO_DURATIONS: StepDurations = { hello: null, work: null, requests: null, done: null };

/** The open sessions of one worker, from its events. */
export class OpenSessions {
  readonly #known = new Map<string, Known>();
  #unfinished = 0;

  get size(): number {
    return this.#known.size;
  }

  /** The number of sessions whose answers are not committed, and that have no end. */
  get unfinished(): number {
    return this.#unfinished;
  }

  /** Returns the client of a session, which only `connected` tells. */
  peerOf(id: unknown): Peer {
    return (typeof id === 'string' ? this.#known.get(id)?.connected.peer : undefined) ?? NOBODY;
  }

  observe(event: ServerEvent): void {
    if (!('id' in event)) return;
    if (event.type === 'connected') {
      const builder = new RecordBuilder(event);
      this.#known.set(event.id, {
        connected: event,
        builder,
        step: 'HELLO',
        hasEnded: false,
        isCommitted: false,
      });
      this.#unfinished += 1;
      return;
    }
    const known = this.#known.get(event.id);
    if (known === undefined) return;
    switch (event.type) {
      case 'sent':
        if (event.command.kind !== 'fail') known.step = stepOf(event.command);
        return;
      case 'work_accepted':
        known.builder.fold(event);
        return;
      case 'done':
      case 'failed':
        this.#finish(known);
        known.hasEnded = true;
        return;
      case 'closed':
        this.#finish(known);
        this.#known.delete(event.id);
        return;
      default:
        return;
    }
  }

  /** A session is in this step. */
  reached(id: string, step: string): void {
    const known = this.#known.get(id);
    if (known !== undefined) known.step = step;
  }

  /** A session has a kept `done`. */
  committed(id: string): void {
    const known = this.#known.get(id);
    if (known === undefined) return;
    this.#finish(known);
    known.isCommitted = true;
  }

  /**
   * Ends all sessions: their worker is gone.
   * @param isWanted whether the operator has ended it; if not, the sessions end with `worker_lost`
   */
  lose(at: number, isWanted: boolean): LostSession[] {
    const lost = [...this.#known.values()].map((known) => endOf(known, at, isWanted));
    this.#known.clear();
    this.#unfinished = 0;
    return lost;
  }

  #finish({ hasEnded, isCommitted }: Known): void {
    if (!hasEnded && !isCommitted) this.#unfinished -= 1;
  }
}

function endOf(
  { connected, builder, step, hasEnded, isCommitted }: Known,
  at: number,
  isWanted: boolean,
): LostSession {
  const { id, peer, at: startedAt } = connected;
  const stamp = { id, at, elapsed: Math.max(0, at - startedAt) / 1000, peer };
  const closed = { type: 'closed' as const, ...stamp, graceful: false };
  if (hasEnded) return { events: [closed], record: null };
  const error = workerLost();
  const ended = { ...stamp, error, line: null, durations: NO_DURATIONS };
  // Its answers are kept. Whether DONE reached the client, nobody knows.
  if (isCommitted) {
    return { events: [{ type: 'done', ...ended, confirmed: false }, closed], record: null };
  }
  const failed = { type: 'failed' as const, ...ended, step, outcome: 'stopped' as const };
  builder.fold(failed);
  const ending = failedEnding(failed);
  return {
    events: [failed, closed],
    record: builder.record(isWanted ? { ...ending, error: null } : ending),
  };
}
