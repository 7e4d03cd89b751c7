import { certificatesOf } from './issuers.js';
import { CLIENT_AUTH, isFor } from './purposes.js';
import { datesProblem } from './validity.js';

/**
 * Returns why a server may refuse a client's own certificate, as the end of a sentence about it; null if nothing is wrong with it alone.
 * @param now milliseconds since the epoch
 */
export function clientCertificateProblem(cert: string, now: number): string | null {
  const [leaf] = certificatesOf(cert);
  if (leaf === undefined) return null;
  const problem = datesProblem(leaf, now);
  if (problem !== null) return problem;
  return isFor(leaf, CLIENT_AUTH) ? null : 'is not for clients: its extended key usage leaves out clientAuth';
}
