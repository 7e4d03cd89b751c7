import type { Socket } from 'node:net';
import { EMPTY, finalize, from, mergeMap, of, type Observable } from 'rxjs';
import { Networks } from '../../config/networks.js';
import { ignoreLateErrors } from '../../lines/ignore-late-errors.js';
import type { RemoteAddress } from '../../session/events.js';
import type { ServerEvent } from '../events.js';
import { plainAddress } from './address.js';
import type { HeaderReader, ProxiedContext } from './proxied.js';
import { isEvent, type Arrived, type Located, type Step } from './step.js';

/**
 * Adds the remote address to each connection and emits `accepted`. The address is read here once, because Node loses it when the connection
 * closes. A connection from an address of `proxyFrom` has to begin with a PROXY header, which is read here: then the address is that of its
 * client. No other connection is asked for one, so that a header in it is no TLS.
 */
export function origin(context: ProxiedContext): Step<Arrived, Located> {
  const { config, now } = context;
  const headers = new LazyReader(context);
  let proxies: Networks | null = null;
  let listed: readonly string[] = [];
  const proxiesOf = (proxyFrom: readonly string[]): Networks => {
    // A reload brings another list.
    if (proxies === null || listed !== proxyFrom) proxies = new Networks((listed = proxyFrom));
    return proxies;
  };
  return mergeMap((item) => {
    if (isEvent(item)) return of(item);
    const { socket } = item;
    const remote = addressOf(socket);
    const { proxyFrom } = config();
    if (proxyFrom.length > 0) {
      // A busy server accepts the health check of a proxy when it is over already.
      if (isLost(socket, remote)) return discarded(socket);
      if (isProxy(remote, proxiesOf(proxyFrom))) return headers.read(socket, remote);
    }
    return of({ type: 'accepted' as const, at: now(), remote }, { socket, remote });
  });
}

/** Loads the reader of PROXY headers for the first connection of a proxy: a server without proxies needs none of it. */
class LazyReader {
  readonly #context: ProxiedContext;
  #reader: HeaderReader | null = null;
  #loading: Promise<HeaderReader> | null = null;

  constructor(context: ProxiedContext) {
    this.#context = context;
  }

  read(socket: Socket, remote: RemoteAddress | null): Observable<Located | ServerEvent> {
    if (this.#reader !== null) return this.#reader.read(socket, remote);
    ignoreLateErrors(socket);
    this.#loading ??= this.#load();
    let isRead = false;
    return from(this.#loading).pipe(
      mergeMap((reader) => {
        isRead = true;
        return reader.read(socket, remote);
      }),
      finalize(() => {
        if (!isRead) socket.destroy();
      }),
    );
  }

  async #load(): Promise<HeaderReader> {
    const { HeaderReader: Reader } = await import('./proxied.js');
    return (this.#reader ??= new Reader(this.#context));
  }
}

/** Returns the address of the peer; null if the connection is lost, and for a unix socket. */
export function addressOf({ remoteAddress: address, remotePort: port }: Socket): RemoteAddress | null {
  return address === undefined || port === undefined ? null : { address: plainAddress(address), port };
}

/** Whether a connection over TCP was reset before it was accepted. It has its own address still; one over a unix socket has none. */
function isLost({ localAddress }: Socket, remote: RemoteAddress | null): boolean {
  return remote === null && localAddress !== undefined;
}

function discarded(socket: Socket): Observable<never> {
  ignoreLateErrors(socket);
  socket.destroy();
  return EMPTY;
}

function isProxy(remote: RemoteAddress | null, proxies: Networks): boolean {
  return remote === null ? proxies.hasUnix : proxies.has(remote.address);
}
