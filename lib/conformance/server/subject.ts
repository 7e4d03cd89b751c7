import type { PeerIdentity } from '../peers/misbehaviours.js';
import type { Endpoint } from './endpoint.js';
import type { StartedServer } from './started-server.js';

/** Certificates that a server must refuse. */
export type OutsiderKind = 'stranger' | 'expired' | 'wrong_purpose';

/** The server under test. */
export interface Subject {
  /** Resolves to its endpoint when it accepts connections. */
  readonly ready: (over: AbortSignal) => Promise<Endpoint>;
  /** The name that its certificate must have; empty when it is reached by an address. */
  readonly serverName: string;
  /** The CA that its certificate must be of, in PEM. */
  readonly caPem: string;
  /** An identity that it must accept: another one for each label, where the kit can make them. */
  readonly identity: (label: string) => Promise<PeerIdentity>;
  /** Whether `identity` returns another one for each label. */
  readonly hasManyIdentities: boolean;
  /** An identity that it must refuse; null where that takes a key that the kit does not have. */
  readonly outsider: (kind: OutsiderKind) => Promise<PeerIdentity | null>;
  /** The server as a program that the kit starts, stops and kills; null for one that was running before. */
  readonly program: StartedServer | null;
}
