import { isTlslpError } from '../protocol/errors.js';
import { codeOf, systemErrorText } from '../protocol/system-errors.js';

/** Codes of our own, beside those of PostgreSQL (five characters, SQLSTATE) and of Node. */
export type OwnCode = 'LOST' | 'NO_ANSWER' | 'NO_PASSWORD' | 'NO_TLS' | 'READ_ONLY' | 'CLOSED';

const OWN: Readonly<Record<OwnCode, string>> = {
  LOST: 'the connection was lost',
  NO_ANSWER: 'it does not answer in time',
  NO_PASSWORD: 'it asks for a password, and none is given: use PGPASSFILE, PGPASSWORD or a service',
  NO_TLS: 'it has no TLS, which sslmode asks for',
  READ_ONLY: 'it is read-only, as a standby is',
  CLOSED: 'the connection is closed',
};

/** What PostgreSQL's codes mean. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const STATES: Readonly<Record<string, string>> = {
  '28P01': 'the password is wrong, or there is no such user',
  '28000': 'the user may not log in from here',
  '3D000': 'there is no such database',
  '42501': 'the user has no permission',
  '3F000': 'it has no such schema',
  '42P01': 'it has no such table',
  '25006': 'it is read-only, as a standby is',
  '53000': 'it has no resources left',
  '53100': 'its disk is full',
  '53200': 'it has no memory left',
  '53300': 'it has too many connections',
  '53400': 'a limit of its configuration is reached',
  '55P03': 'a lock is held by another',
  '57014': 'the statement took too long',
  '57P01': 'it is shutting down',
  '57P02': 'it has crashed and recovers',
  '57P03': 'it is starting up or shutting down',
  '57P04': 'the database was dropped',
  '58030': 'its disk failed',
  '40001': 'another transaction was in the way',
  '40P01': 'another transaction was in the way',
  '54000': 'a value is too large for it',
};

/** The same for a class of codes: the first two characters. */
const CLASSES: Readonly<Record<string, string>> = {
  '08': 'the connection failed',
  '22': 'it refuses a value',
  '23': 'it refuses a row',
  '28': 'the user may not log in',
  '53': 'it has no resources left',
  '54': 'a value is too large for it',
  '57': 'an operator intervened',
  '58': 'its system failed',
  XX: 'it failed internally',
};

/** Classes of failures that come from the statement's own values, so that the same again fails again. */
const DATA_CLASSES: ReadonlySet<string> = new Set(['21', '22', '23', '54']);
/** SQLSTATEs, by their first characters, of a database that is away, full, or about to come back. */
const AWAY = /^(?:08|25006|53|57|58|XX)/;
/** Codes of our own for what an operator has to change. */
const WRONG: ReadonlySet<string> = new Set<OwnCode>(['NO_PASSWORD', 'NO_TLS']);
const SQLSTATE = /^[0-9A-Z]{5}$/;

/**
 * A failure of the database or of the way to it. Its message is made of its code alone: what PostgreSQL says can quote a value, and values
 * are answers. For the same reason it has no `cause`.
 */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  /** A SQLSTATE, a code of Node's such as `ECONNREFUSED`, or one of our own. */
  readonly code: string;

  /** @param more what the message says besides; it must hold no secret and no answer */
  constructor(code: string, more = '') {
    super(`${wordsOf(code)}${more}`);
    this.code = code;
  }

  /** What a client may know of it. */
  get clientText(): string {
    return isDataError(this) ? 'the database refuses them' : 'the database is not available';
  }
}

/**
 * Returns whether the database, or the way to it, is the cause: it is away, slow, full, read-only or shutting down, does not let the user
 * in, or is not migrated. The same records can succeed later. False for a failure of the data, which fails again, and for errors of others.
 */
export function isUnavailable(error: unknown): boolean {
  return isPassing(error) || (isTlslpError(error) && error.code === 'unusable_database');
}

/** The same, without what an operator has to change: it can pass within a moment. */
export function isPassing(error: unknown): boolean {
  return error instanceof DatabaseError && !isDataError(error);
}

/** Returns whether a database that cannot be used may come back by itself: not after a wrong password and the like. */
export function isAway({ code }: DatabaseError): boolean {
  return SQLSTATE.test(code) ? AWAY.test(code) : !WRONG.has(code);
}

/** Returns whether the values of the statement are the cause. */
export function isDataError(error: unknown): boolean {
  return (
    error instanceof DatabaseError && SQLSTATE.test(error.code) && DATA_CLASSES.has(error.code.slice(0, 2))
  );
}

/** Returns whether the transaction was only in the way of another one: the same again can succeed at once. */
export function isInTheWay(error: unknown): boolean {
  return error instanceof DatabaseError && (error.code === '40001' || error.code === '40P01');
}

function wordsOf(code: string): string {
  const own = Object.hasOwn(OWN, code) ? OWN[code as OwnCode] : undefined;
  if (own !== undefined) return own;
  const ofState = STATES[code] ?? (SQLSTATE.test(code) ? CLASSES[code.slice(0, 2)] : undefined);
  if (ofState !== undefined) return ofState;
  return systemErrorText(Object.assign(new Error(), { code }), NODE_WORDS);
}

/** Node's codes, where the words of files do not fit. */
const NODE_WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such socket: it does not run, or listens elsewhere',
  EACCES: 'its socket may not be used by this user',
  ETIMEDOUT: 'it does not answer in time',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not of a trusted authority',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not of a trusted authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not of a trusted authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is not of a trusted authority',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
};

/** What pg says without a code. */
const MESSAGES: readonly (readonly [string, OwnCode])[] = [
  ['The server does not support SSL connections', 'NO_TLS'],
  ['There was an error establishing an SSL connection', 'NO_TLS'],
  ['timeout expired', 'NO_ANSWER'],
  ['Connection terminated', 'LOST'],
  ['Client has encountered a connection error', 'LOST'],
  ['Client was closed', 'LOST'],
];

/** Returns a failure of pg or of Node as one of ours. Errors of this kind stay as they are. */
export function toDatabaseError(thrown: unknown): Error {
  if (thrown instanceof DatabaseError) return thrown;
  const code = codeOf(thrown);
  if (code !== undefined) return new DatabaseError(code);
  // Of several addresses that were tried.
  if (thrown instanceof AggregateError) return toDatabaseError(thrown.errors[0]);
  const message = thrown instanceof Error ? thrown.message : '';
  const known = MESSAGES.find(([beginning]) => message.startsWith(beginning));
  return new DatabaseError(known?.[1] ?? 'LOST');
}
