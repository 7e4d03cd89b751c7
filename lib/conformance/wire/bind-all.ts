import { once } from 'node:events';
import { createServer, type Server, type ServerOpts } from 'node:net';
import { inconclusive } from '../engine/finding.js';

const TRIES = 20;

/** Servers that listen on one port. */
export interface Bound {
  readonly servers: readonly Server[];
  readonly port: number;
}

/**
 * Binds addresses to one port.
 * @param port 0: one that the system chooses, and that is free on all of them
 * @param needsAll whether each must be bound; otherwise those that this machine does not have are left out, but for the first
 * @throws {Finding} the port is taken
 */
export async function bindAll(
  addresses: readonly string[],
  port: number,
  needsAll: boolean,
  options: ServerOpts = {},
): Promise<Bound> {
  for (let tries = 1; ; tries++) {
    const servers: Server[] = [];
    let chosen = port;
    try {
      for (const host of addresses) {
        const server = createServer(options);
        const error = await listen(server, host, chosen);
        if (error === null) {
          servers.push(server);
          const address = server.address();
          if (address !== null && typeof address !== 'string') chosen = address.port;
        } else if (needsAll || error.code === 'EADDRINUSE' || servers.length === 0) throw error;
      }
      return { servers, port: chosen };
    } catch (error) {
      for (const server of servers) server.close();
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || port !== 0 || tries === TRIES) {
        throw inconclusive(`a port on ${addresses.join(' and ')}`, (error as Error).message);
      }
    }
  }
}

async function listen(server: Server, host: string, port: number): Promise<NodeJS.ErrnoException | null> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return null;
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
}
