import { stat } from 'node:fs/promises';
import type { ServerConfig } from '../../config/server-config.js';
import type { ServerProgramOptions } from '../../config/server-program-options.js';
import { readFileAtMost } from '../../files/read-at-most.js';
import { isStatusToken, STATUS_TOKEN_RULE } from '../../observe/web/token.js';
import { ConfigError } from '../../protocol/errors.js';
import { escapeText } from '../../protocol/escape.js';
import { systemErrorText } from '../../protocol/system-errors.js';
import { readCredentials, type CredentialPaths, type Credentials } from '../../tls/credentials.js';

const MAX_TOKEN_FILE_BYTES = 64 * 1024;
/** Permission bits that let users other than the owner read a file. */
const OTHERS_READ = 0o044;

/** The token of a file, and a warning for the operator; null if there is none. */
export interface StatusToken {
  readonly token: string;
  readonly warning: string | null;
}

/**
 * Reads the token: the first line of a file. The token is in no message.
 * @throws {ConfigError} `unusable_file`
 */
export async function readStatusToken(path: string): Promise<StatusToken> {
  const shown = escapeText(path, 1000);
  let bytes: Buffer;
  try {
    bytes = await readFileAtMost(path, MAX_TOKEN_FILE_BYTES);
  } catch (cause) {
    const why = systemErrorText(cause);
    throw new ConfigError('unusable_file', `Cannot read the status token ${shown}: ${why}.`, { cause });
  }
  const [token = ''] = bytes.toString('utf8').split(/\r?\n/, 1);
  if (!isStatusToken(token)) {
    throw new ConfigError(
      'unusable_file',
      `--status-token-file ${shown}: its first line must be ${STATUS_TOKEN_RULE}`,
    );
  }
  return { token, warning: exposedWarning(shown, await modeOf(path)) };
}

/** Returns the files for HTTPS; null for plain HTTP. */
export function statusCredentialPaths(
  { serverCert, serverKey }: ServerConfig,
  { status, statusTls, statusClientCa }: ServerProgramOptions,
): CredentialPaths | null {
  if (status === null || (!statusTls && statusClientCa === null)) return null;
  return { cert: serverCert, key: serverKey, ca: statusClientCa };
}

/**
 * Reads the files for HTTPS; null for plain HTTP.
 * @throws {ConfigError} `unusable_certificate`
 */
export async function readStatusCredentials(
  config: ServerConfig,
  program: ServerProgramOptions,
): Promise<Credentials | null> {
  const paths = statusCredentialPaths(config, program);
  return paths === null ? null : readCredentials(paths);
}

/** Returns whether two paths lead to one file. */
export async function isSameFile(a: string, b: string): Promise<boolean> {
  const found = await Promise.all([a, b].map((path) => stat(path, { bigint: true }).catch(() => null)));
  const [first = null, second = null] = found.map((stats) => stats && `${stats.dev} ${stats.ino}`);
  return first !== null && first === second;
}

async function modeOf(path: string): Promise<number> {
  if (process.platform === 'win32') return 0;
  const stats = await stat(path).catch(() => null);
  return stats?.isFile() === true ? stats.mode : 0;
}

function exposedWarning(shown: string, mode: number): string | null {
  if ((mode & OTHERS_READ) === 0) return null;
  const permissions = (mode & 0o777).toString(8);
  return `Users other than the owner can read the status token ${shown} (mode ${permissions}). Set its mode to 600.`;
}
