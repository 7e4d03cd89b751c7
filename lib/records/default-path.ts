import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Where records are kept when nobody says otherwise: `tlslp/records.ndjson` in the user's state directory, by the XDG Base Directory
 * Specification, which also says that a relative `XDG_STATE_HOME` is to be ignored.
 */
export function defaultRecordsPath(env: NodeJS.ProcessEnv = process.env, home: string = homedir()): string {
  const configured = env['XDG_STATE_HOME'];
  const state =
    configured !== undefined && isAbsolute(configured) ? configured : join(home, '.local', 'state');
  return join(state, 'tlslp', 'records.ndjson');
}
