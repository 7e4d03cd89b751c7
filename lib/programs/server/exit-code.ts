import type { ServerEvent } from '../../server/events.js';
import { EXIT_CODES } from '../shared/exit-codes.js';

/** Returns the exit code after an event. A tutorial fails until its session is done. */
export function exitCodeSince(code: number, event: ServerEvent): number {
  if (event.type === 'drain_timed_out' && code === 0) return EXIT_CODES.drainCutShort;
  return code === EXIT_CODES.failure && event.type === 'done' && event.confirmed ? 0 : code;
}
