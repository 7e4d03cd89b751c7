import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

/**
 * The TCP socket below a TLS socket, or null where there is none. It knows what the TLS socket does not: the address of a peer that is gone,
 * and how many bytes have come in. Nothing public leads to it, on any line of Node from 20 to 26.
 */
export function underneath(socket: TLSSocket): Socket | null {
  return (socket as TLSSocket & { _parent?: Socket | null })._parent ?? null;
}
