import type { Refusal } from '../../../../protocol/reasons.js';
import type { ErrorWire } from '../channel/error-wire.js';
import { defineAsk, defineTell } from '../channel/service.js';

/** The number that a worker gives to a place. The primary gives back all places of a worker that is gone. */
export type PlaceNumber = number;

/** The connection may come; it would be refused, but for the dry run; it is refused. */
export type HandshakeAnswer = 0 | readonly [Refusal] | Refusal;

/** A connection wants to begin its handshake. The key of its address; null if it has none. */
export const HANDSHAKE = defineAsk<readonly [PlaceNumber, address: string | null], HandshakeAnswer>('hs');

/** A handshake is over. */
export const HANDSHAKE_OVER = defineTell<PlaceNumber>('hs-');

/** Why a client gets no session. */
export interface RejectionWire {
  readonly reason: Refusal;
  readonly error: ErrorWire;
}

/** The client may have a session. 1: its certificate has work of an earlier connection; 0: it has none. */
export type Granted = 0 | 1;

/** The client may have a session; it would be refused, but for the dry run; it is refused. */
export type SessionAnswer = Granted | readonly [Refusal, Granted] | RejectionWire;

/** A client wants a session: its certificate; its address, as far as a limit counts it; and its identity with `once`. */
export type SessionAsk = readonly [
  place: PlaceNumber,
  certificate: string | null,
  address: string | null,
  identity: string | null,
];

export const SESSION = defineAsk<SessionAsk, SessionAnswer>('se');

/** A session is over. */
export const SESSION_OVER = defineTell<PlaceNumber>('se-');

/** To a worker: destroy the oldest connection that has sent nothing, of this address or of any. Answered with whether there was one. */
export const EVICT = defineAsk<string | null, boolean>('evict');

/** To a worker: whether the server is under stress. */
export const STRESS = defineTell<boolean>('stress');

/** Of a worker: whether its event loop lags. */
export const LAG = defineTell<boolean>('lag');

/** Of a worker, and to the others: a certificate has flooded it; null for a client without one. */
export const FLOOD = defineTell<string | null>('flood');
