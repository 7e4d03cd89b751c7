import { once } from 'node:events';
import { lookup } from 'node:dns/promises';
import { isIP, type ListenOptions, type Server } from 'node:net';
import { ConfigError } from '../../protocol/errors.js';
import { escapeText } from '../../protocol/escape.js';
import { codeOf, systemErrorText } from '../../protocol/system-errors.js';

/** The maximum number of connections that the kernel queues while the process is busy. The kernel can lower it. */
export const BACKLOG = 4096;

/** Resolves a host to its addresses. `localhost` is always both loopback addresses, independent of the resolver. */
export async function addressesOf(host: string): Promise<string[]> {
  if (host.toLowerCase() === 'localhost') return ['127.0.0.1', '::1'];
  if (isIP(host) !== 0) return [host];
  // An empty host would mean every address of the machine.
  if (host === '') throw unusableAddress('an empty host name', null, 'give a name or an address', null);
  try {
    const found = await lookup(host);
    return [found.address];
  } catch (error) {
    throw unusableAddress(host, null, `no such host (${codeOf(error) ?? 'unknown reason'})`, error);
  }
}

export interface ListenSettings {
  /** Share the port with other processes that do the same. Default false. */
  readonly reusePort?: boolean;
  /** The option that the address came by, for messages, such as `--listen`. Default: `--host` and `--port`. */
  readonly flag?: string | undefined;
}

/**
 * Binds one server to one address.
 * @returns the bound port
 * @throws {ConfigError} `unusable_address`
 */
export async function listen(
  server: Server,
  host: string,
  port: number,
  { reusePort = false, flag }: ListenSettings = {},
): Promise<number> {
  // ipv6Only: IPv4 has its own listener, so that one address never shadows another. The types of Node 20 lack `reusePort`.
  const options: ListenOptions & { reusePort?: boolean } = {
    host,
    port,
    backlog: BACKLOG,
    ipv6Only: host !== '::',
    ...(reusePort ? { reusePort } : {}),
  };
  try {
    server.listen(options);
    await once(server, 'listening');
  } catch (error) {
    throw unusableAddress(
      host,
      port,
      reasonOf(error, port, flag === undefined ? BY_HOST : { host: flag, port: flag }),
      error,
    );
  }
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : port;
}

/** Returns whether the machine lacks the address or its family. */
export function isAbsentAddress(error: unknown): boolean {
  const code = error instanceof ConfigError ? codeOf(error.cause) : '';
  return code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT';
}

export function isPortTaken(error: unknown): boolean {
  return error instanceof ConfigError && codeOf(error.cause) === 'EADDRINUSE';
}

const BY_HOST = { host: '--host', port: '--port' };

function reasonOf(error: unknown, port: number, flag: typeof BY_HOST): string {
  const reason = systemErrorText(error);
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return `${reason}. Choose another with ${flag.port}, or 0 for a free one`;
    case 'EACCES':
      return `${reason}. Ports below 1024 need privileges: choose another than ${port} with ${flag.port}`;
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
      return `${reason}. Choose another with ${flag.host}`;
    default:
      return reason;
  }
}

/** @param port null if there is none, or none is known */
export function unusableAddress(
  host: string,
  port: number | null,
  reason: string,
  cause: unknown,
): ConfigError {
  const where = port === null ? escapeText(host) : `${escapeText(host)} port ${port}`;
  return new ConfigError('unusable_address', `Cannot listen on ${where}: ${reason}.`, { cause });
}
