import net, { isIPv6, Server, type AddressInfo, type ListenOptions } from 'node:net';
import { getSystemErrorName } from 'node:util';
import { plainAddress } from './address.js';

/** A socket of Node's own, as far as it is used here. It is bound, and does not listen. */
interface Handle {
  readonly fd: number;
  getsockname?(out: object): number;
  close(): void;
}

type CreateHandle = (
  address: string | null,
  port: number,
  addressType: number,
  fd?: number,
  flags?: number,
) => Handle | number;

/** libuv's flags of uv_tcp_bind. */
const IPV6_ONLY = 1;
const REUSE_PORT = 2;

/**
 * A listener that binds its socket, and leaves it to other processes to accept: they get its descriptor at their start.
 *
 * While this process holds it, the kernel keeps its queue: also while none of the others runs, a client is not refused, but waits. (A
 * socket that node:cluster shares is closed with its last worker.)
 *
 * Node has no public way to bind without accepting. It uses this function itself, for node:cluster, in every version since 0.12.
 */
export class HeldSocket extends Server {
  #held: Handle | null = null;

  /** The descriptor in this process; -1 if it is not bound. */
  get descriptor(): number {
    return this.#held?.fd ?? -1;
  }

  /** Binds. Emits `listening` or `error` later, as a server does. Only with options. */
  override listen(options: unknown): this {
    try {
      this.#held = bound(options as ListenOptions & { fd?: number; reusePort?: boolean });
      process.nextTick(() => this.emit('listening'));
    } catch (error) {
      process.nextTick(() => this.emit('error', error));
    }
    return this;
  }

  override address(): AddressInfo | null {
    const held = this.#held;
    return held === null ? null : addressOf(held);
  }

  override close(done?: (error?: Error) => void): this {
    this.#held?.close();
    this.#held = null;
    process.nextTick(() => {
      this.emit('close');
      done?.();
    });
    return this;
  }
}

function bound(options: ListenOptions & { fd?: number; reusePort?: boolean }): Handle {
  const { _createServerHandle: create } = net as unknown as { _createServerHandle: CreateHandle };
  const { host = null, port = -1, path = null, fd, ipv6Only = false, reusePort = false } = options;
  const flags = (ipv6Only ? IPV6_ONLY : 0) + (reusePort ? REUSE_PORT : 0);
  const made =
    fd !== undefined
      ? create(null, 0, 0, fd)
      : path !== null
        ? create(path, -1, -1)
        : create(host, port, host !== null && isIPv6(host) ? 6 : 4, undefined, flags);
  if (typeof made === 'number') throw systemError(made);
  // libuv tells of a taken port only here, or when it would listen.
  const failure = made.getsockname?.({}) ?? 0;
  if (failure < 0) {
    made.close();
    throw systemError(failure);
  }
  return made;
}

function addressOf(handle: Handle): AddressInfo | null {
  const found: Partial<AddressInfo> = {};
  if (handle.getsockname === undefined || handle.getsockname(found) < 0) return null;
  const { address = '', family = '', port = 0 } = found;
  return { address: plainAddress(address), family, port };
}

function systemError(errno: number): Error {
  const code = getSystemErrorName(errno);
  return Object.assign(new Error(`bind ${code}`), { code, errno });
}
