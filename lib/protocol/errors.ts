/**
 * The codes of this library's errors, by class: a closed list. docs/errors.md explains each code, and a test compares the two lists.
 * An error may also have a `cause`. The cause is for logs: it is never sent to a peer.
 */

export const ERROR_CODES = {
  ProtocolError: [
    'line_too_long',
    'invalid_utf8',
    'unsolicited_line',
    'too_much_traffic',
    'wrong_answer',
    'malformed_command',
    'unsendable_line',
  ],
  ValidationError: ['invalid_suffix', 'work_spent', 'invalid_checksum', 'answer_refused'],
  TransportError: [
    'timed_out',
    'session_timed_out',
    'not_sent',
    'disconnected',
    'connect_failed',
    'no_client_certificate',
  ],
  ServiceError: [
    'server_stopping',
    'worker_lost',
    'server_full',
    'too_many_sessions',
    'too_many_from_address',
    'too_many_tries',
    'not_authorized',
    'certificate_revoked',
    'revocation_unknown',
    'not_open',
    'already_done',
    'hook_timed_out',
    'not_durable',
    'no_space',
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
    'unusable_database',
    'needs_restart',
  ],
} as const;

/** The codes of one error class. */
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
/** The codes of all error classes. */
export type ErrorCode = CodeOf<keyof typeof ERROR_CODES>;

/** The base class of every error of this package. Each subclass sets `name` itself, because a minifier renames classes. */
export abstract class TlslpError<Code extends ErrorCode = ErrorCode> extends Error {
  /** Machine-readable, from the closed list. */
  readonly code: Code;

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The peer broke the protocol: bad framing or encoding, an unsolicited line, a wrong HELLOBACK or OK. */
export class ProtocolError extends TlslpError<ProtocolErrorCode> {
  override readonly name = 'ProtocolError';
}

/** An answer is wrong: its suffix or its checksum is invalid, or a check refused it (the reference's ValueError). */
export class ValidationError extends TlslpError<ValidationErrorCode> {
  override readonly name = 'ValidationError';
}

/** The connection failed: a deadline passed, a line could not be written, or the peer left. */
export class TransportError extends TlslpError<TransportErrorCode> {
  override readonly name = 'TransportError';
}

/** One side could not go on, for a reason of its own. In a client, `failed_by_peer` is the FAIL line that the server sent. */
export class ServiceError extends TlslpError<ServiceErrorCode> {
  override readonly name = 'ServiceError';
}

/** The program cannot use an option, a file or an address. */
export class ConfigError extends TlslpError<ConfigErrorCode> {
  override readonly name = 'ConfigError';
}

/** Returns an error of this package as it is. Wraps any other thrown value in a ServiceError `internal_error`, as its `cause`. */
export function toTlslpError(thrown: unknown): TlslpError {
  return isTlslpError(thrown)
    ? thrown
    : new ServiceError('internal_error', 'Server error.', { cause: thrown });
}

/** Returns whether a thrown value is an error of this package. */
export function isTlslpError(thrown: unknown): thrown is TlslpError {
  return thrown instanceof TlslpError;
}
