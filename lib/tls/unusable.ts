import { ConfigError } from '../protocol/errors.js';
import { escapeText } from '../protocol/escape.js';

/** Returns the error for an unusable certificate, key or CA, with advice for the operator. */
export function unusableCredentials(problem: string, cause?: unknown): ConfigError {
  const advice = '"tlslp-certs init" makes certificates.';
  return new ConfigError('unusable_certificate', `${escapeText(problem, 1000)}. ${advice}`, { cause });
}
