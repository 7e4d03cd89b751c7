import { MAX_ACTIVITIES, MAX_PARTICIPANTS } from '../../../status/snapshot.js';
import type { Batch } from '../feed/batches.js';
import type { FeedEvent } from '../feed/follow.js';
import type { ActivityRow, Row, Status } from '../feed/shapes.js';

/** What is known of a server. */
export interface Known {
  readonly status: Status;
  /** By id, in the order of the last change. */
  readonly rows: ReadonlyMap<string, Row>;
  /** The oldest first. */
  readonly activities: readonly ActivityRow[];
  /** The server's time minus that of this machine, in milliseconds. */
  readonly clockOffset: number;
  readonly lost: Lost | null;
}

/** There is no connection. What is known was true then. */
export interface Lost {
  /** By the clock of this machine. */
  readonly at: number;
  readonly retryAt: number;
  /** The end of a sentence, escaped. */
  readonly reason: string;
}

/** Returns what is known after an event. @param now the time of this machine */
export function learn(known: Known, event: FeedEvent, now: number): Known {
  if (event.type === 'batch') return knownAfter(known, event.batch, now);
  const { reason, retryMs } = event;
  const at = known.lost?.at ?? now;
  return { ...known, lost: { at, retryAt: now + retryMs, reason } };
}

/** @param known null before the first batch */
export function knownAfter(known: Known | null, batch: Batch, now: number): Known {
  const { status, reset, participants, removed } = batch;
  const rows = known === null || reset ? new Map<string, Row>() : known.rows;
  const before = known === null || reset ? [] : known.activities;
  return {
    status,
    rows: participants.length + removed.length === 0 ? rows : changed(rows, participants, removed),
    activities: [...before, ...batch.activities].slice(-MAX_ACTIVITIES),
    clockOffset: status.now - now,
    lost: null,
  };
}

function changed(
  rows: ReadonlyMap<string, Row>,
  participants: readonly Row[],
  removed: readonly string[],
): ReadonlyMap<string, Row> {
  const next = new Map(rows);
  for (const id of removed) next.delete(id);
  for (const row of participants) {
    next.delete(row.id);
    next.set(row.id, row);
  }
  // A server that keeps its own limit never comes here.
  for (const id of next.keys()) {
    if (next.size <= MAX_PARTICIPANTS) break;
    next.delete(id);
  }
  return next;
}

/** Returns the server's time now; the time when the connection was lost if it is. @param now the time of this machine */
export function serverTime({ clockOffset, lost }: Known, now: number): number {
  return clockOffset + (lost?.at ?? now);
}
