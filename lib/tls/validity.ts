import type { X509Certificate } from 'node:crypto';
import { timeText } from './credentials-warning.js';

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
