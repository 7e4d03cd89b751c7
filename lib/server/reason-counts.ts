import { tap, type MonoTypeOperatorFunction } from 'rxjs';
import { REASONS, type Reason } from '../protocol/reasons.js';
import type { ServerEvent } from './events.js';

/** Counts refusals and ends of sessions by their reason, since the start of the server. */
export class ReasonCounts {
  readonly #counts = new Map<Reason, number>();
  readonly #dryRun = new Map<Reason, number>();

  /** Adds one and returns the new count of its reason. */
  next(reason: Reason): number {
    return increment(this.#counts, reason);
  }

  /** Adds one that `--limits-dry-run` let pass, and returns the new count of its reason. */
  nextDryRun(reason: Reason): number {
    return increment(this.#dryRun, reason);
  }

  /** Returns the count of a reason. */
  of(reason: Reason): number {
    return this.#counts.get(reason) ?? 0;
  }

  /** Returns the count of what `--limits-dry-run` let pass. */
  dryRunOf(reason: Reason): number {
    return this.#dryRun.get(reason) ?? 0;
  }

  /** Returns every reason with its count, in the order of the list, zeros included. */
  entries(): readonly (readonly [reason: Reason, count: number])[] {
    return REASONS.map((reason) => [reason, this.of(reason)]);
  }
}

function increment(counts: Map<Reason, number>, reason: Reason): number {
  const count = (counts.get(reason) ?? 0) + 1;
  counts.set(reason, count);
  return count;
}

/** Mirrors the events of all sessions, and counts how each ended. */
export function countEnds(counts: ReasonCounts): MonoTypeOperatorFunction<ServerEvent> {
  return tap((event) => {
    if (event.type === 'done') counts.next('done');
    else if (event.type === 'failed') counts.next(event.error.code);
  });
}
