import {
  isTlslpError,
  ProtocolError,
  ServiceError,
  TransportError,
  type TlslpError,
} from '../protocol/errors.js';
import { escapeText } from '../protocol/escape.js';
import { isTemporaryReason, markTemporary } from './temporary.js';

/** The errors of a client's session. Their messages are safe to display as they are. */

export function failedByServer(reason: string): ServiceError {
  const words = reason === '' ? ' without a reason.' : `: ${escapeText(reason, Infinity)}`;
  const error = new ServiceError('failed_by_peer', `The server sent FAIL${words}`);
  return markTemporary(error, isTemporaryReason(reason));
}

export function serverLeft(): TransportError {
  return new TransportError('disconnected', 'The server left before DONE.');
}

/** @param seconds the limit that passed */
export function serverSilent(seconds: number): TransportError {
  const error = new TransportError('timed_out', `The server sent no command within ${seconds} s.`);
  return markTemporary(error, true);
}

/** @param seconds the limit that passed */
export function workTooLong(seconds: number): TransportError {
  return new TransportError('timed_out', `The work was not done within ${seconds} s.`);
}

/** @param thrown the error of the solver. Its message is shown only if it is an error of this package: others may hold secrets */
export function solverFailed(thrown: unknown): ServiceError {
  const why = isTlslpError(thrown) ? `: ${thrown.message}` : '.';
  return new ServiceError('solver_failed', `The solver failed${why}`, { cause: thrown });
}

/** @param problem the rule that the suffix breaks, as the end of the sentence */
export function solverWrong(problem: string): ServiceError {
  return new ServiceError('solver_failed', `The solver returned a suffix that ${problem}.`);
}

/** @param thrown the error of the answers function. An error of this package passes through */
export function answerFailed(name: string, thrown: unknown): TlslpError {
  if (isTlslpError(thrown)) return thrown;
  return new ServiceError('answer_failed', `The answers function failed for ${name}.`, { cause: thrown });
}

/** @param seconds the limit that passed */
export function answerTooLate(name: string, seconds: number): TransportError {
  return new TransportError(
    'timed_out',
    `The answers function gave no answer to ${name} within ${seconds} s.`,
  );
}

/** @param problem the rule that the answer breaks, as the end of the sentence. It must not quote the answer */
export function unsendableAnswer(name: string, problem: string): ProtocolError {
  return new ProtocolError('unsendable_line', `The answer to ${name} ${problem}.`);
}

/** @param seconds the limit that passed */
export function serverDeaf(seconds: number): TransportError {
  return new TransportError('not_sent', `The server did not take an answer within ${seconds} s.`);
}

/** A command came before the last one was answered. */
export function earlyCommand(step: string, pending: string): ProtocolError {
  return new ProtocolError('unsolicited_line', `The server sent ${step} before ${pending} was answered.`);
}

/** @param expected the steps that the protocol allows here */
export function outOfOrder(step: string, expected: string): ProtocolError {
  return new ProtocolError('unsolicited_line', `The server sent ${step} where ${expected} was expected.`);
}

export function tooManyRequests(limit: number): ProtocolError {
  return new ProtocolError('unsolicited_line', `The server asked for more than ${limit} answers.`);
}
