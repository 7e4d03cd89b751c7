import type { Exit } from './launcher.js';

/** Says how a program ended. */
export function endOf({ code, signal, overrun, failedToStart }: Exit): string {
  if (failedToStart !== null) return `could not be started: ${failedToStart}`;
  if (overrun !== null) return `killed by the kit: too much ${overrun}`;
  return signal === null ? `exit code ${code ?? 'unknown'}` : `ended by ${signal}`;
}
