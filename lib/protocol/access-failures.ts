import { ServiceError, type ServiceErrorCode } from './errors.js';

/** Why a client with a verified certificate may not have a session. */
export type AccessCode = Extract<
  ServiceErrorCode,
  'certificate_revoked' | 'revocation_unknown' | 'not_authorized' | 'not_open' | 'already_done'
>;

/** An error with one of these codes. */
export type AccessError = ServiceError & { readonly code: AccessCode };

// Why a client with a verified certificate gets no session, or loses it. The client is told in a FAIL line.

export function certificateRevoked(): AccessError {
  return accessError('certificate_revoked', 'This certificate was revoked.');
}

export function revocationUnknown(): AccessError {
  return accessError(
    'revocation_unknown',
    'The server has no current list of revoked certificates. Try again later.',
  );
}

export function notOnList(): AccessError {
  return accessError('not_authorized', 'This certificate is not on the list of those who may come.');
}

/** @param time in words */
export function opensLater(time: string): AccessError {
  return accessError('not_open', `The server opens at ${time}.`);
}

/** @param time in words */
export function closedSince(time: string): AccessError {
  return accessError('not_open', `The server is closed since ${time}.`);
}

export function alreadyDone(): AccessError {
  return accessError('already_done', 'This certificate is already done: its answers are kept.');
}

function accessError(code: AccessCode, message: string): AccessError {
  return Object.assign(new ServiceError(code, message), { code });
}
