import { isIPv6, type Server } from 'node:net';
import type { ListenTarget } from '../../config/listen-targets.js';
import { addressesOf, isAbsentAddress, isPortTaken, listen } from '../../server/accept/listen.js';
import { closeAll } from '../../server/accept/opened.js';
import { listenAtPath } from '../../server/accept/unix-socket.js';
import { escapeText } from '../../protocol/escape.js';

/** A free port can be taken on a later address: so many are tried. */
const MAX_TRIES = 10;

/** Where the status can be asked for. */
export type StatusPlace = Extract<ListenTarget, { readonly kind: 'tcp' | 'unix' }>;

/** The servers that listen at one place. */
export interface OpenPlace<S extends Server> {
  readonly servers: readonly S[];
  /** The place with the bound port. */
  readonly place: StatusPlace;
  /** Removes what the servers leave behind when they close. */
  readonly release: () => void;
}

/**
 * Lets servers listen at a place: one for each address of the host, on one port.
 * @throws {ConfigError} `unusable_address`. Then nothing is left listening
 */
export async function openPlace<S extends Server>(
  place: StatusPlace,
  create: () => S,
  flag: string,
): Promise<OpenPlace<S>> {
  if (place.kind === 'unix') {
    const server = create();
    return { servers: [server], place, release: await listenAtPath(server, place.path) };
  }
  const addresses = await addressesOf(place.host);
  for (let tries = 1; ; tries++) {
    const servers: S[] = [];
    try {
      const port = await listenOnEach(addresses, place.port, create, servers, flag);
      return { servers, place: { ...place, port }, release: () => undefined };
    } catch (error) {
      await closeAll(servers);
      if (place.port !== 0 || !isPortTaken(error) || tries === MAX_TRIES) throw error;
    }
  }
}

async function listenOnEach<S extends Server>(
  addresses: readonly string[],
  wanted: number,
  create: () => S,
  servers: S[],
  flag: string,
): Promise<number> {
  let port = wanted;
  let absent: unknown;
  for (const address of addresses) {
    const server = create();
    try {
      port = await listen(server, address, port, { flag });
      servers.push(server);
    } catch (error) {
      if (!isAbsentAddress(error)) throw error;
      absent = error;
    }
  }
  if (servers.length === 0) throw absent;
  return port;
}

/** Returns the address to show, escaped, such as `http://127.0.0.1:9000/` or `unix:/run/status`. */
export function urlOf(place: StatusPlace, isSecure: boolean): string {
  if (place.kind === 'unix') return `unix:${escapeText(place.path)}`;
  const host = isIPv6(place.host) ? `[${place.host}]` : escapeText(place.host);
  return `${isSecure ? 'https' : 'http'}://${host}:${place.port}/`;
}
