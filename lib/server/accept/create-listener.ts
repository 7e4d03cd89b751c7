import { createServer, type Server } from 'node:net';
import type { TakeConnection } from './early-connections.js';

/** Creates a listener that does not listen yet. */
export type CreateListener = (take: TakeConnection) => Server;

/** A listener that accepts in this process. noDelay: with Nagle's algorithm a short line can wait for the acknowledgement of the previous one. */
export function acceptingListener(take: TakeConnection): Server {
  return createServer({ noDelay: true }, take);
}
