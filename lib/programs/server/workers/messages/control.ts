import type { ServerConfig } from '../../../../config/server-config.js';
import type { ListeningPlace } from '../../../../server/accept/opened.js';
import type { PemCredentials } from '../../../../tls/credentials.js';
import type { ServerEvent } from '../../../../server/events.js';
import { defineAsk, defineTell } from '../channel/service.js';

/** What a worker runs with. The credentials are read once, by the primary: a worker that starts later has those that hold. */
export interface Settings {
  readonly config: ServerConfig;
  readonly credentials: PemCredentials;
  /** The types of the events that the primary needs. */
  readonly events: readonly ServerEvent['type'][];
  /** The number of zero bits of a range, which the load of all workers decides. */
  readonly nBits: number;
}

/** What a worker gets at its start. */
export interface StartOrder extends Settings {
  readonly places: readonly ListeningPlace[];
  /** The descriptors of the sockets in the worker. */
  readonly descriptors: readonly number[];
  readonly keepsRecords: boolean;
  /** Whether the primary keeps the work of clients in its memory: then it knows at once who has some. */
  readonly hasWorkInMemory: boolean;
  readonly traces: boolean;
  /** Whether it reports what it uses. */
  readonly reportsUsage: boolean;
  /** Certificates that have flooded the server of late, by fingerprint. */
  readonly flooders: readonly string[];
  readonly isStressed: boolean;
}

/** Of a worker: it listens to the channel. What comes earlier, a module that `node --import` loads could take. */
export const LOADED = defineTell<null>('loaded');

/** To a worker: start. Answered when it listens. */
export const START = defineAsk<StartOrder, null>('start');

/** To a worker: use these from now on. */
export const USE = defineAsk<Settings, null>('use');

/** To a worker: accept no more, let the sessions end, and end. */
export const STOP = defineTell<null>('stop');

/** Of a worker: it has ended in order, and has nothing more to say. */
export const ENDED = defineTell<null>('ended');
