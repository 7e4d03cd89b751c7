import { timeText } from './credentials-warning.js';
import { certificatesOf } from './issuers.js';

/** Extended key usages: RFC 5280, section 4.2.1.12. */
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';
const ANY_USAGE = '2.5.29.37.0';

/**
 * Returns why a server may refuse a client's own certificate, as the end of a sentence about it; null if nothing is wrong with it alone.
 * @param now milliseconds since the epoch
 */
export function clientCertificateProblem(cert: string, now: number): string | null {
  const [leaf] = certificatesOf(cert);
  if (leaf === undefined) return null;
  const [from, to] = [Date.parse(leaf.validFrom), Date.parse(leaf.validTo)];
  if (now > to) return `expired on ${timeText(to)}`;
  if (now < from) return `is not valid before ${timeText(from)}`;
  // Contrary to its type, it is undefined for a certificate that states none.
  const purposes = leaf.keyUsage as string[] | undefined;
  const isForClients = purposes?.some((usage) => usage === CLIENT_AUTH || usage === ANY_USAGE) ?? true;
  return isForClients ? null : 'is not for clients: its extended key usage leaves out clientAuth';
}
