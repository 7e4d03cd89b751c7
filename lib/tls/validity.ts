import type { X509Certificate } from 'node:crypto';
import { timeText } from './credentials-warning.js';

export const DAY_MS = 86_400_000;

/** From so many days before its end on, a certificate is warned of. */
export const WARNING_DAYS = 30;

/**
 * Returns what is wrong with the dates of a certificate, as the end of a sentence about it; null if it is valid.
 * @param now milliseconds since the epoch
 */
export function datesProblem({ validFrom, validTo }: X509Certificate, now: number): string | null {
  const [from, to] = [Date.parse(validFrom), Date.parse(validTo)];
  if (now > to) return `expired on ${timeText(to)}`;
  if (now < from) return `is not valid before ${timeText(from)}`;
  return null;
}
