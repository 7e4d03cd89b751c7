import type { ServerConfig } from '../config/server-config.js';
import type { Peer } from '../session/events.js';
import { certificateKey } from '../session/identity.js';
import type { StickyWork, WorkStore } from '../session/work-store.js';

/** A token lives so many times the deadline of WORK: whoever lost the connection in the last moment has all that time once more. */
const LIVES = 2;

/** Returns the sticky work of a session; undefined where its work is not the client's to keep. */
export function stickyWorkOf(
  { stickyWork, token, tutorial, workTimeout }: ServerConfig,
  { client }: Peer,
  store: WorkStore | undefined,
): StickyWork | undefined {
  if (store === undefined || client === null || !stickyWork || token !== null || tutorial) return undefined;
  return { store, certificate: certificateKey(client), lifetime: LIVES * workTimeout };
}
