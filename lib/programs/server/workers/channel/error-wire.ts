import {
  ConfigError,
  ERROR_CODES,
  ProtocolError,
  ServiceError,
  toTlslpError,
  TransportError,
  ValidationError,
  type ErrorCode,
  type TlslpError,
} from '../../../../protocol/errors.js';

/** An error between two processes. Its cause stays where it is. */
export interface ErrorWire {
  readonly code: ErrorCode;
  readonly message: string;
}

/** Returns what crosses of a thrown value. */
export function errorWire(thrown: unknown): ErrorWire {
  const { code, message } = toTlslpError(thrown);
  return { code, message };
}

/** Returns the error, of its class. */
export function errorOf({ code, message }: ErrorWire): TlslpError {
  if (isOf('ProtocolError', code)) return new ProtocolError(code, message);
  if (isOf('ValidationError', code)) return new ValidationError(code, message);
  if (isOf('TransportError', code)) return new TransportError(code, message);
  if (isOf('ServiceError', code)) return new ServiceError(code, message);
  return new ConfigError(code, message);
}

function isOf<Name extends keyof typeof ERROR_CODES>(
  name: Name,
  code: ErrorCode,
): code is (typeof ERROR_CODES)[Name][number] {
  return (ERROR_CODES[name] as readonly ErrorCode[]).includes(code);
}
