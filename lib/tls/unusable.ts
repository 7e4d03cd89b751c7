import { ConfigError } from '../protocol/errors.js';
import { escapeText } from '../protocol/escape.js';

/** The one error of certificates, keys and CAs, with what to do about it. */
export function unusableCredentials(problem: string, cause?: unknown): ConfigError {
  const advice = '"npm run certs" makes certificates for development.';
  return new ConfigError('unusable_certificate', `${escapeText(problem, 1000)}. ${advice}`, { cause });
}
