import type { ServerConfig } from '../../../../config/server-config.js';
import type { ServerEvent } from '../../../../server/events.js';

type EventType = ServerEvent['type'];

/** The log and the output tell of these, and the primary follows the open sessions by them. WORK that is sent is always told. */
const ALWAYS: readonly EventType[] = [
  'connected',
  'work_accepted',
  'done',
  'failed',
  'closed',
  'refused',
  'would_refuse',
  'shedding',
  'server_error',
];

/** The page tells of each step. */
const FOR_THE_PAGE: readonly EventType[] = ['accepted', 'sent', 'answered'];

/** The log tells of these at DEBUG. */
const FOR_DEBUG: readonly EventType[] = ['accepted', 'sent', 'received', 'answered', 'committed'];

/** Returns the types of the events that the primary needs of its workers: each costs a little. */
export function neededEvents({ logLevel }: Pick<ServerConfig, 'logLevel'>, hasPage: boolean): EventType[] {
  const isDebug = logLevel === 'DEBUG';
  return [...new Set([...ALWAYS, ...(hasPage ? FOR_THE_PAGE : []), ...(isDebug ? FOR_DEBUG : [])])];
}
