import { SERVER_OPTIONS } from '../../config/server-options.js';
import type { ServerConfig } from '../../config/server-config.js';
import { placeText } from '../../server/place-text.js';
import type { ListeningPlace } from '../../server/accept/opened.js';
import { isLocalHost } from '../../tls/local-host.js';

/** The options that make a challenge predictable or fail on purpose. */
const IN_USE: Readonly<Record<string, (config: ServerConfig) => boolean>> = {
  [SERVER_OPTIONS.token.flag]: ({ token }) => token !== null,
  [SERVER_OPTIONS.randomString.flag]: ({ randomString }) => randomString !== null,
  [SERVER_OPTIONS.failRate.flag]: ({ failRate }) => failRate > 0,
};

/**
 * Returns a warning if options for tests are in use where other machines can connect; null otherwise. The tutorial is not for real answers,
 * and has the same token for everybody by its nature.
 */
export function testOptionsWarning(config: ServerConfig, places: readonly ListeningPlace[]): string | null {
  if (config.tutorial) return null;
  const flags = Object.entries(IN_USE).flatMap(([flag, isInUse]) => (isInUse(config) ? [flag] : []));
  const open = places.find(({ addresses }) => !addresses.every(isLocalHost));
  if (flags.length === 0 || open === undefined) return null;
  const are = flags.length === 1 ? 'is for tests' : 'are for tests';
  return `${flags.join(' and ')} ${are}, and other machines can connect to ${placeText(open)}.`;
}
