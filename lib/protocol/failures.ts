import { MAX_LINE_BYTES } from './limits.js';
import { ProtocolError, ServiceError, TransportError, ValidationError, type TlslpError } from './errors.js';

/** How a session ended, as records and events name it. */
export type Outcome = 'done' | 'failed' | 'timeout' | 'disconnected' | 'stopped';

/** The outcome that an error stands for. */
export function outcomeOf(error: TlslpError): Exclude<Outcome, 'done'> {
  switch (error.code) {
    case 'timed_out':
      return 'timeout';
    case 'disconnected':
    case 'not_sent':
      return 'disconnected';
    case 'server_stopping':
      return 'stopped';
    default:
      return 'failed';
  }
}

/** The FAIL line that tells the peer of an error, or null where there is nobody to tell. PROTOCOL.md, "Failures". */
export function failLineOf(error: TlslpError): string | null {
  if (error.code === 'disconnected') return null;
  if (error.code === 'not_sent' || error.code === 'unsendable_line') return 'FAIL sending.';
  if (error instanceof ProtocolError || error instanceof TransportError)
    return clip(`FAIL receiving. ${error.message}`);
  if (error instanceof ValidationError || error instanceof ServiceError) return clip(`FAIL ${error.message}`);
  return 'FAIL Server error.';
}

/** A reason is one line of printable ASCII, whatever it was made of, and fits the limit. */
function clip(line: string): string {
  return line.replace(/[^\x20-\x7e]/g, '?').slice(0, MAX_LINE_BYTES - 1);
}

export function unsolicitedLine(): ProtocolError {
  return new ProtocolError('unsolicited_line', 'A line came that no command asked for.');
}

/** @param seconds the limit that passed */
export function timedOut(step: string, seconds: number): TransportError {
  return new TransportError('timed_out', `${step} timed out: no answer within ${seconds} s.`);
}

export function peerLeft(cause?: Error | null): TransportError {
  return new TransportError('disconnected', 'The peer left.', cause ? { cause } : undefined);
}

/** @param cause whatever the writing failed with, where it failed */
export function notSent(message: string, cause?: unknown): TransportError {
  return new TransportError('not_sent', message, cause === undefined ? undefined : { cause });
}

export function serverStopping(): ServiceError {
  return new ServiceError('server_stopping', 'Server is stopping.');
}

export function serverFull(why: string): ServiceError {
  return new ServiceError('server_full', `Server is full: ${why}.`);
}
