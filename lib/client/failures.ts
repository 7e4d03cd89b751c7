import {
  isTlslpError,
  ProtocolError,
  ServiceError,
  TransportError,
  type TlslpError,
} from '../protocol/errors.js';
import { escapeText } from '../protocol/escape.js';

/** What goes wrong on a client's side, in words that are fit to be shown as they are. */

export function failedByServer(reason: string): ServiceError {
  const words = reason === '' ? ', and gave no reason.' : `: ${escapeText(reason, Infinity)}`;
  return new ServiceError('failed_by_peer', `The server said FAIL${words}`);
}

export function serverLeft(): TransportError {
  return new TransportError('disconnected', 'The server left before DONE.');
}

/** @param seconds the limit that passed */
export function serverSilent(seconds: number): TransportError {
  return new TransportError('timed_out', `The server sent no command within ${seconds} s.`);
}

/** @param seconds the limit that passed */
export function workTooLong(seconds: number): TransportError {
  return new TransportError('timed_out', `The work was not done within ${seconds} s.`);
}

/** @param thrown what the solver threw or rejected with; only the messages of this package are known to be fit to be shown */
export function solverFailed(thrown: unknown): ServiceError {
  const why = isTlslpError(thrown) ? `: ${thrown.message}` : '.';
  return new ServiceError('solver_failed', `The solver failed${why}`, { cause: thrown });
}

/** @param problem the rule that the suffix breaks, in words */
export function solverWrong(problem: string): ServiceError {
  return new ServiceError('solver_failed', `The solver gave a suffix that ${problem}.`);
}

/** @param thrown what the function that answers threw or rejected with; an error of this package goes through as it is */
export function answerFailed(name: string, thrown: unknown): TlslpError {
  if (isTlslpError(thrown)) return thrown;
  return new ServiceError('answer_failed', `The answer to ${name} could not be had.`, { cause: thrown });
}

/** @param seconds the limit that passed */
export function answerTooLate(name: string, seconds: number): TransportError {
  return new TransportError('timed_out', `There was no answer to ${name} within ${seconds} s.`);
}

/** @param problem the rule that the answer breaks, in words; nothing of the answer */
export function unsendableAnswer(name: string, problem: string): ProtocolError {
  return new ProtocolError('unsendable_line', `The answer to ${name} ${problem}.`);
}

/** @param seconds the limit that passed */
export function serverDeaf(seconds: number): TransportError {
  return new TransportError('not_sent', `The server did not take an answer within ${seconds} s.`);
}

/** The command came while another was being answered. */
export function earlyCommand(step: string, pending: string): ProtocolError {
  return new ProtocolError('unsolicited_line', `The server sent ${step} before ${pending} was answered.`);
}

/** @param expected the steps that the contract allows here, in words */
export function outOfOrder(step: string, expected: string): ProtocolError {
  return new ProtocolError('unsolicited_line', `The server sent ${step} where ${expected} was due.`);
}

export function tooManyRequests(limit: number): ProtocolError {
  return new ProtocolError('unsolicited_line', `The server asked for more than ${limit} answers.`);
}
