import { ProtocolError, ServiceError, TransportError } from '../protocol/errors.js';
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
