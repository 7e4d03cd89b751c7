import {
  catchError,
  defer,
  map,
  of,
  repeat,
  throwError,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { batches, type Batch } from './batches.js';
import type { Connection } from './connection.js';
import { ShapeError } from './decode.js';
import { BadResponse, reasonFor, requestFailed } from './failures.js';

export type FeedEvent =
  | { readonly type: 'batch'; readonly batch: Batch }
  /** The connection is lost for this reason, the end of a sentence, and is tried again after this time. */
  | { readonly type: 'lost'; readonly reason: string; readonly retryMs: number };

export interface FollowOptions {
  /** The events of a connection; default: those of the server. */
  readonly open?: (lastId: string | null) => Observable<Batch>;
  readonly scheduler?: SchedulerLike;
  /** From 0 to below 1. */
  readonly random?: () => number;
}

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15_000;

/**
 * Follows a server for good: connects again when the connection is lost, with growing pauses, and asks for what changed since. Never
 * completes. Errors only if there never was a batch: TransportError `connect_failed`. Unsubscribing closes the socket.
 */
export function follow(
  connection: Connection,
  { open = (lastId) => batches(connection, lastId), scheduler, random = Math.random }: FollowOptions = {},
): Observable<FeedEvent> {
  return defer(() => {
    let lastId: string | null = null;
    let connected = false;
    let losses = 0;
    let retryMs = 0;
    return defer(() => open(lastId)).pipe(
      map((batch): FeedEvent => {
        lastId = batch.id;
        connected = true;
        losses = 0;
        return { type: 'batch', batch };
      }),
      catchError((thrown: unknown) => {
        if (!connected) return throwError(() => requestFailed(connection, thrown));
        retryMs = pauseMs(losses++, random());
        // What could not be read once might come again.
        if (thrown instanceof BadResponse || thrown instanceof ShapeError) lastId = null;
        return of<FeedEvent>({ type: 'lost', reason: reasonFor(connection, thrown), retryMs });
      }),
      repeat({ delay: () => timer(retryMs, scheduler) }),
    );
  });
}

/** From half of it to all of it, so that many readers do not come back at once. */
function pauseMs(losses: number, random: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** losses, LONGEST_PAUSE_MS) * (0.5 + random / 2);
}
