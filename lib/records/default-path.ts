import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { ConfigError } from '../protocol/errors.js';

/**
 * Returns the default path of the records file: `records.ndjson` in the directory that a service manager names in `STATE_DIRECTORY`, or
 * else `tlslp/records.ndjson` in the user's state directory. Follows the XDG Base Directory Specification, which also requires that a
 * relative `XDG_STATE_HOME` is ignored.
 * @throws {ConfigError} `unusable_file`: the environment names no directory, and the user has no home
 */
export function defaultRecordsPath(env: NodeJS.ProcessEnv = process.env, home?: string): string {
  // systemd separates several directories by colons.
  const [service = ''] = (env['STATE_DIRECTORY'] ?? '').split(':');
  if (isAbsolute(service)) return join(service, 'records.ndjson');
  const configured = env['XDG_STATE_HOME'];
  const state =
    configured !== undefined && isAbsolute(configured)
      ? configured
      : join(home ?? homeDirectory(), '.local', 'state');
  return join(state, 'tlslp', 'records.ndjson');
}

function homeDirectory(): string {
  const home = homeOrNone();
  if (isAbsolute(home)) return home;
  throw new ConfigError(
    'unusable_file',
    'Records cannot be kept: this user has no home directory. Choose a file with --records, or keep no records with --no-records.',
  );
}

/** Node throws for a user that the system does not know, and returns an empty HOME as it is. */
function homeOrNone(): string {
  try {
    return homedir();
  } catch {
    return '';
  }
}
