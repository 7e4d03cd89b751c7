import { realpathSync, statSync, type BigIntStats } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { describeText } from '../../config/rules.js';
import { SERVER_OPTIONS } from '../../config/server-options.js';
import { SOURCE_OPTIONS } from '../../config/source-options.js';
import { STATUS_OPTIONS } from '../../config/status-options.js';
import { ConfigError } from '../../protocol/errors.js';
import { DEFAULT_FILES, nameOf } from '../shared/log-file.js';
import type { ServerOptions } from './options.js';

/**
 * Refuses a log and records that are one file, by whatever name: a link, another path, or a name that the rotation of the log uses. The
 * rotation would move the records away, and then replace them.
 * @throws {ConfigError} `unusable_file`
 */
export function refuseOneFile(logFile: string | null, records: string | null): void {
  refuseSame(logFile, '--records', records);
}

/** The files that a server reads, by the option that names them; null for an option that names none. */
export type ReadFiles = Readonly<Record<string, string | null>>;

/** The files that a server reads. @param configFile the path of the configuration file; null if there is none */
export function readFilesOf(
  { config, program }: Pick<ServerOptions, 'config' | 'program'>,
  configFile: string | null,
): ReadFiles {
  const { serverCert, serverKey, caCert, crl } = config;
  const { statusTokenFile, statusClientCa } = program;
  return {
    [SERVER_OPTIONS.serverCert.flag]: serverCert,
    [SERVER_OPTIONS.serverKey.flag]: serverKey,
    [SERVER_OPTIONS.caCert.flag]: caCert,
    [SERVER_OPTIONS.crl.flag]: crl,
    [STATUS_OPTIONS.statusTokenFile.flag]: statusTokenFile,
    [STATUS_OPTIONS.statusClientCa.flag]: statusClientCa,
    [SOURCE_OPTIONS.config.flag]: configFile,
  };
}

/**
 * Refuses a log or records that are a file which the server reads, such as its key: what is written there would destroy it.
 * @throws {ConfigError} `unusable_file`
 */
export function refuseReadFiles(logFile: string | null, records: string | null, read: ReadFiles): void {
  for (const [flag, path] of Object.entries(read)) {
    refuseSame(logFile, flag, path);
    const identity = records === null || path === null ? null : identityOf(path);
    if (records === null || identity === null || identityOf(records) !== identity) continue;
    throw sameFile('--records', records, flag, path ?? '', '');
  }
}

/** Refuses a log that is this file, or that has a rotated name which is. */
function refuseSame(logFile: string | null, flag: string, other: string | null): void {
  if (logFile === null || other === null) return;
  const identity = identityOf(other);
  if (identity === null) return;
  const path = realPath(logFile);
  for (let n = 0; n < DEFAULT_FILES; n++) {
    if (identityOf(nameOf(path, n)) !== identity) continue;
    const name =
      n === 0 ? '' : `: the log's rotation uses its name (${describeText(basename(nameOf(path, n)))})`;
    throw sameFile('--log-file', logFile, flag, other, name);
  }
}

function sameFile(flag: string, path: string, otherFlag: string, other: string, more: string): ConfigError {
  return new ConfigError(
    'unusable_file',
    `${flag} ${describeText(path)}: must not be the file of ${otherFlag} ${describeText(other)}${more}`,
  );
}

/** Returns the device and inode of a regular file; its path, if there is no file yet; null for a device or a pipe, which takes both. */
function identityOf(path: string): string | null {
  const stats = statsOf(path);
  if (stats === null) return realPath(path);
  return stats.isFile() ? `${stats.dev} ${stats.ino}` : null;
}

/** Null if there is no such file, or no way to it. */
function statsOf(path: string): BigIntStats | null {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return null;
  }
}

/** Resolves the links of a path, or, if there is no file yet, of its directory. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // The last part, or more, is not there.
  }
  try {
    return join(realpathSync(dirname(path)), basename(path));
  } catch {
    return resolve(path);
  }
}
