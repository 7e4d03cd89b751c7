import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Returns the default path of the records file: `tlslp/records.ndjson` in the user's state directory. Follows the XDG Base Directory
 * Specification, which also requires that a relative `XDG_STATE_HOME` is ignored.
 */
export function defaultRecordsPath(env: NodeJS.ProcessEnv = process.env, home: string = homedir()): string {
  const configured = env['XDG_STATE_HOME'];
  const state =
    configured !== undefined && isAbsolute(configured) ? configured : join(home, '.local', 'state');
  return join(state, 'tlslp', 'records.ndjson');
}
