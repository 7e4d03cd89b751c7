import { MAX_LINE_BYTES } from './limits.js';
import { ProtocolError, ServiceError, TransportError, ValidationError, type TlslpError } from './errors.js';

/** How a session ended, in events and records. */
export type Outcome = 'done' | 'failed' | 'timeout' | 'disconnected' | 'stopped';

/** Returns the outcome of a session that failed with this error. */
export function outcomeOf(error: TlslpError): Exclude<Outcome, 'done'> {
  switch (error.code) {
    case 'timed_out':
    case 'session_timed_out':
      return 'timeout';
    case 'disconnected':
    case 'not_sent':
      return 'disconnected';
    case 'server_stopping':
    case 'worker_lost':
      return 'stopped';
    default:
      return 'failed';
  }
}

/** Returns the FAIL line for an error, without its LF, or null when the peer has left. PROTOCOL.md, "Failures". */
export function failLineOf(error: TlslpError): string | null {
  if (error.code === 'disconnected') return null;
  if (error.code === 'not_sent' || error.code === 'unsendable_line') return 'FAIL sending.';
  if (error instanceof ProtocolError || error instanceof TransportError)
    return clip(`FAIL receiving. ${error.message}`);
  if (error instanceof ValidationError || error instanceof ServiceError) return clip(`FAIL ${error.message}`);
  return 'FAIL Server error.';
}

/** Makes the line printable ASCII and cuts it to the limit: an embedder's reason may hold any text. */
function clip(line: string): string {
  return line.replace(/[^\x20-\x7e]/g, '?').slice(0, MAX_LINE_BYTES - 1);
}

export function unsolicitedLine(): ProtocolError {
  return new ProtocolError('unsolicited_line', 'A line came that no command asked for.');
}

/** For the tutorial: what has no LF is no line, but the peer should not have sent it. */
export function unsolicitedBytes(): ProtocolError {
  return new ProtocolError('unsolicited_line', 'Bytes came after OK that no command asked for.');
}

export function tooMuchTraffic(): ProtocolError {
  return new ProtocolError('too_much_traffic', 'Too much traffic besides the lines.');
}

/** @param seconds the limit that passed */
export function timedOut(step: string, seconds: number): TransportError {
  return new TransportError('timed_out', `${step} timed out: no answer within ${seconds} s.`);
}

/** @param seconds the limit that passed */
export function sessionTimedOut(step: string, seconds: number): TransportError {
  return new TransportError(
    'session_timed_out',
    `The session took longer than ${seconds} s: it ended at ${step}.`,
  );
}

export function peerLeft(cause?: Error | null): TransportError {
  return new TransportError('disconnected', 'The peer left.', cause ? { cause } : undefined);
}

/** @param cause the error of the write, if there was one */
export function notSent(message: string, cause?: unknown): TransportError {
  return new TransportError('not_sent', message, cause === undefined ? undefined : { cause });
}

export function workSpent(): ValidationError {
  return new ValidationError(
    'work_spent',
    'This work was spent on another connection: connect again for new work.',
  );
}

export function serverStopping(): ServiceError {
  return new ServiceError('server_stopping', 'Server is stopping.');
}

/** The process that ran the session is gone, and with it what was not kept. */
export function workerLost(): ServiceError {
  return new ServiceError('worker_lost', 'The worker process of this session was lost.');
}

export function serverFull(why: string): ServiceError {
  return new ServiceError('server_full', `Server is full: ${why}.`);
}
