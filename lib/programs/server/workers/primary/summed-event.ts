import type { ServerEvent } from '../../../../server/events.js';
import type { ReasonCounts } from '../../../../server/reason-counts.js';

/** Returns an event of a worker with the numbers of the server: those of the worker are its own. */
export function summedEvent(event: ServerEvent, counts: ReasonCounts): ServerEvent {
  switch (event.type) {
    case 'refused':
      return { ...event, count: counts.next(event.reason) };
    case 'would_refuse':
      return { ...event, count: counts.nextDryRun(event.reason) };
    default:
      return event;
  }
}
