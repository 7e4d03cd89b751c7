import { ServiceError, type TlslpError } from '../../protocol/errors.js';
import { serverFull } from '../../protocol/failures.js';
import type { Refusal } from '../../protocol/reasons.js';

/** Why a client with a finished handshake gets no session: the reason for the operator, and the error for the client. */
export class Rejection {
  readonly reason: Refusal;
  readonly error: TlslpError;

  constructor(reason: Refusal, error: TlslpError) {
    this.reason = reason;
    this.error = error;
  }
}

export function tutorialBusy(): Rejection {
  return new Rejection('busy', serverFull('the tutorial is busy with another client'));
}

export function allPlacesTaken(): Rejection {
  return new Rejection('server_full', serverFull('all places are taken. Try again later'));
}

export function tooManySessions(limit: number): Rejection {
  return rejection('too_many_sessions', `This certificate has too many sessions at once: ${atMost(limit)}.`);
}

export function tooManyFromAddress(limit: number): Rejection {
  return rejection('too_many_from_address', `This address has too many sessions at once: ${atMost(limit)}.`);
}

/** @param waitMs the time until the next try can come */
export function tooManyTries(limit: number, waitMs: number): Rejection {
  const minutes = Math.max(1, Math.ceil(waitMs / 60_000));
  return rejection(
    'too_many_tries',
    `This certificate began too many sessions: ${atMost(limit)} an hour. Try again in ${minutes} min.`,
  );
}

function rejection(
  reason: 'too_many_sessions' | 'too_many_from_address' | 'too_many_tries',
  message: string,
): Rejection {
  return new Rejection(reason, new ServiceError(reason, message));
}

function atMost(limit: number): string {
  return `at most ${limit}`;
}
