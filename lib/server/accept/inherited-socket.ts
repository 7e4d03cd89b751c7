import { once } from 'node:events';
import { fstatSync, readFileSync } from 'node:fs';
import { refuseInsecureHost } from '../../tls/local-host.js';
import { codeOf, systemErrorText } from '../../protocol/system-errors.js';
import { plainAddress } from './address.js';
import { descriptorOf } from './descriptor-names.js';
import { acceptingListener, type CreateListener } from './create-listener.js';
import type { EarlyConnections } from './early-connections.js';
import { BACKLOG, unusableAddress } from './listen.js';
import { closeAll, type Opened } from './opened.js';

const REMEDY = 'Start the server by a process that passes it, such as a .socket unit of systemd';

/**
 * Listens on a socket that the parent process left open. Closing the listener closes this process's descriptor only: whoever else holds the
 * socket goes on listening.
 * @param localOnly refuse a socket that other machines can reach
 * @throws {ConfigError} `unusable_address`, `insecure_host`. Then nothing is left listening
 */
export async function listenOnDescriptor(
  named: number | string,
  connections: EarlyConnections,
  localOnly: boolean,
  createListener: CreateListener = acceptingListener,
): Promise<Opened> {
  const name = `fd:${named}`;
  const fd = descriptorOf(named);
  const { path } = inspect(fd, name);
  const server = createListener(connections.take);
  try {
    server.listen({ fd, backlog: BACKLOG });
    await once(server, 'listening');
  } catch (error) {
    throw unusableAddress(name, null, reasonOf(error), error);
  }
  const address = server.address();
  if (address === null || typeof address === 'string') {
    return { place: { host: '', port: 0, addresses: [], path: path ?? name }, listeners: [server] };
  }
  const { port } = address;
  const host = plainAddress(address.address);
  try {
    if (localOnly) refuseInsecureHost(host);
  } catch (error) {
    connections.destroyAll();
    await closeAll([server]);
    throw error;
  }
  return { place: { host, port, addresses: [host], path: null }, listeners: [server] };
}

/**
 * Checks that the descriptor is a listening socket, as far as this machine can tell: listen(2) would take one that is bound only, too.
 * Returns the path of a unix socket, if it has one.
 */
function inspect(fd: number, name: string): { readonly path: string | null } {
  try {
    const stats = fstatSync(fd);
    if (!stats.isSocket()) throw unusableAddress(name, null, `it is not a socket. ${REMEDY}`, null);
    const found = findSocket(String(stats.ino));
    if (found?.listens === false) {
      throw unusableAddress(name, null, `it is a socket that does not listen. ${REMEDY}`, null);
    }
    return { path: found?.path ?? null };
  } catch (error) {
    if (codeOf(error) !== 'EBADF') throw error;
    throw unusableAddress(name, null, `it is not open. ${REMEDY}`, error);
  }
}

interface FoundSocket {
  readonly listens: boolean;
  readonly path: string | null;
}

/** TCP's state LISTEN, and the flag of a unix socket that listens. */
const TCP_LISTEN = '0A';
const UNIX_LISTENS = 0x10000;

/** Looks a socket up by its inode. Undefined where there is no /proc, and for a socket of another network namespace. */
function findSocket(inode: string): FoundSocket | undefined {
  for (const file of ['tcp', 'tcp6']) {
    const fields = rowsOf(file).find((row) => row[9] === inode);
    if (fields !== undefined) return { listens: fields[3] === TCP_LISTEN, path: null };
  }
  const fields = rowsOf('unix').find((row) => row[6] === inode);
  if (fields === undefined) return undefined;
  const path = fields.slice(7).join(' ');
  return { listens: (parseInt(fields[3] ?? '', 16) & UNIX_LISTENS) !== 0, path: path === '' ? null : path };
}

function rowsOf(file: string): string[][] {
  try {
    const lines = readFileSync(`/proc/net/${file}`, 'utf8').split('\n').slice(1);
    return lines.map((line) => line.trim().split(/\s+/));
  } catch {
    return [];
  }
}

function reasonOf(error: unknown): string {
  const own = {
    EINVAL: `it is a connection. ${REMEDY}`,
    ERR_INVALID_FD_TYPE: `it is not a stream socket. ${REMEDY}`,
    EEXIST: 'it is in use by this process already',
  };
  return systemErrorText(error, own);
}
