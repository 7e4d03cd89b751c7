import type { ServerConfig } from '../../config/server-config.js';

/** The number of other steps that the default deadline of a session allows for. */
const DEFAULT_OTHER_STEPS = 20;
const INSECURE_MAX_PER_ADDRESS = 64;

/** Returns the deadline of a whole session, in seconds. */
export function sessionSeconds({ sessionTimeout, workTimeout, otherTimeout }: ServerConfig): number {
  return sessionTimeout ?? workTimeout + DEFAULT_OTHER_STEPS * otherTimeout;
}

/** Returns the limit of sessions for one address; 0 for none. */
export function maxPerAddressOf({ maxPerAddress, insecure }: ServerConfig): number {
  return maxPerAddress ?? (insecure ? INSECURE_MAX_PER_ADDRESS : 0);
}
