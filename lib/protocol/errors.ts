/**
 * The one family of errors that leaves this library. Every error has a `code` from the closed list below (docs/errors.md
 * explains each; a test holds the two together) and, where something else caused it, a `cause` that is for logs, never for the wire.
 */

export const ERROR_CODES = {
  ProtocolError: [
    'line_too_long',
    'invalid_utf8',
    'unsolicited_line',
    'wrong_answer',
    'malformed_command',
    'unsendable_line',
  ],
  ValidationError: ['invalid_suffix', 'invalid_checksum', 'answer_refused'],
  TransportError: ['timed_out', 'not_sent', 'disconnected', 'connect_failed', 'no_client_certificate'],
  ServiceError: [
    'server_stopping',
    'server_full',
    'not_authorized',
    'hook_timed_out',
    'not_durable',
    'random_failure',
    'internal_error',
    'failed_by_peer',
    'solver_failed',
    'answer_failed',
  ],
  ConfigError: [
    'invalid_option',
    'insecure_host',
    'unusable_certificate',
    'unusable_address',
    'unusable_file',
  ],
} as const;

/** The codes of one class of errors. */
export type CodeOf<ClassName extends keyof typeof ERROR_CODES> = (typeof ERROR_CODES)[ClassName][number];

/** The codes of a ProtocolError. */
export type ProtocolErrorCode = CodeOf<'ProtocolError'>;
/** The codes of a ValidationError. */
export type ValidationErrorCode = CodeOf<'ValidationError'>;
/** The codes of a TransportError. */
export type TransportErrorCode = CodeOf<'TransportError'>;
/** The codes of a ServiceError. */
export type ServiceErrorCode = CodeOf<'ServiceError'>;
/** The codes of a ConfigError. */
export type ConfigErrorCode = CodeOf<'ConfigError'>;
/** Every code that there is. */
export type ErrorCode = CodeOf<keyof typeof ERROR_CODES>;

/** What every error of this package is an instance of. Each class says its name itself: a minifier renames classes. */
export abstract class TlslpError<Code extends ErrorCode = ErrorCode> extends Error {
  /** Machine-readable, from the closed list. */
  readonly code: Code;

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Bad framing or encoding, a line that nothing asked for, a wrong HELLOBACK or OK. */
export class ProtocolError extends TlslpError<ProtocolErrorCode> {
  override readonly name = 'ProtocolError';
}

/** A suffix or a checksum that does not hold (the reference's ValueError). */
export class ValidationError extends TlslpError<ValidationErrorCode> {
  override readonly name = 'ValidationError';
}

/** A deadline that passed, a command that could not be written, a peer that left. */
export class TransportError extends TlslpError<TransportErrorCode> {
  override readonly name = 'TransportError';
}

/** The server's own reason to end a session; on the client's side, the FAIL that a server sent. */
export class ServiceError extends TlslpError<ServiceErrorCode> {
  override readonly name = 'ServiceError';
}

/** An option, a file or an address that the program cannot work with. */
export class ConfigError extends TlslpError<ConfigErrorCode> {
  override readonly name = 'ConfigError';
}

/** Any thrown value as one of ours: what is not yet one becomes an `internal_error` with that value as its cause. */
export function toTlslpError(thrown: unknown): TlslpError {
  return isTlslpError(thrown)
    ? thrown
    : new ServiceError('internal_error', 'Server error.', { cause: thrown });
}

/** Whether this is an error of this package. */
export function isTlslpError(thrown: unknown): thrown is TlslpError {
  return thrown instanceof TlslpError;
}
