import type { ServerConfig } from '../../config/server-config.js';
import type { Peer, RemoteAddress } from '../../session/events.js';
import { certificateKey } from '../../session/identity.js';
import { addressKey } from './keys.js';
import { maxPerAddressOf } from './limits-of.js';
import {
  allPlacesTaken,
  tooManyFromAddress,
  tooManySessions,
  tooManyTries,
  type Rejection,
} from './rejection.js';
import { Tally, type TallyEntry } from './tally.js';
import { TriesTable } from './tries-table.js';

/** What one session takes from the limits. Give it back to `SessionPlaces.leave`, once. */
export interface SessionPlace {
  readonly certificate: TallyEntry | null;
  readonly address: TallyEntry | null;
}

/** The keys of a client, as far as a limit needs them: null where none does. */
export interface SessionKeys {
  readonly certificate: string | null;
  readonly address: string | null;
}

/** The place of a session that no limit counts for itself: one object for all of them. */
const UNCOUNTED: SessionPlace = { certificate: null, address: null };

/** Counts the open sessions, and says who must not begin one. */
export class SessionPlaces {
  readonly #certificates = new Tally();
  readonly #addresses = new Tally();
  readonly #tries = new TriesTable();
  #open = 0;

  /** The number of open sessions. */
  get open(): number {
    return this.#open;
  }

  /** The number of certificates and of addresses that have sessions. */
  get keys(): number {
    return this.#certificates.size + this.#addresses.size;
  }

  keysOf({ client, remote }: Peer, config: ServerConfig): SessionKeys {
    return {
      certificate: client === null || !countsCertificates(config) ? null : certificateKey(client),
      address: limitedAddress(remote, config),
    };
  }

  /** Returns why a client must not begin a session, or null. A client that may has had one of its tries. */
  rejection({ certificate, address }: SessionKeys, config: ServerConfig, now: number): Rejection | null {
    const { maxSessions, maxPerCertificate, triesPerHour } = config;
    const maxPerAddress = maxPerAddressOf(config);
    if (this.#open >= maxSessions) return allPlacesTaken();
    if (certificate !== null && isReached(this.#certificates.countOf(certificate), maxPerCertificate))
      return tooManySessions(maxPerCertificate);
    if (address !== null && isReached(this.#addresses.countOf(address), maxPerAddress))
      return tooManyFromAddress(maxPerAddress);
    if (certificate === null || triesPerHour === 0) return null;
    const waitMs = this.#tries.take(certificate, triesPerHour, now);
    return waitMs === 0 ? null : tooManyTries(triesPerHour, waitMs);
  }

  /** Counts a session that begins. */
  enter({ certificate, address }: SessionKeys): SessionPlace {
    this.#open += 1;
    if (certificate === null && address === null) return UNCOUNTED;
    return {
      certificate: certificate === null ? null : this.#certificates.enter(certificate),
      address: address === null ? null : this.#addresses.enter(address),
    };
  }

  /** Counts a session that has ended. */
  leave({ certificate, address }: SessionPlace): void {
    this.#open -= 1;
    if (certificate !== null) this.#certificates.leave(certificate);
    if (address !== null) this.#addresses.leave(address);
  }
}

/** Returns whether a limit counts the sessions of a certificate. */
export function countsCertificates({ maxPerCertificate, triesPerHour }: ServerConfig): boolean {
  return maxPerCertificate > 0 || triesPerHour > 0;
}

/** Returns the key of a client's address; null if no limit counts it. */
export function limitedAddress(remote: RemoteAddress | null, config: ServerConfig): string | null {
  return remote === null || maxPerAddressOf(config) === 0 ? null : addressKey(remote.address);
}

function isReached(count: number, limit: number): boolean {
  return limit > 0 && count >= limit;
}
