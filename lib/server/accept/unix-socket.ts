import { once } from 'node:events';
import { chmodSync, lstatSync, renameSync, rmSync, statSync, type BigIntStats } from 'node:fs';
import { connect, type Server } from 'node:net';
import { dirname } from 'node:path';
import { codeOf, systemErrorText } from '../../protocol/system-errors.js';
import { acceptingListener, type CreateListener } from './create-listener.js';
import type { EarlyConnections } from './early-connections.js';
import { BACKLOG, unusableAddress } from './listen.js';
import type { Opened } from './opened.js';

/** The umask takes away from this. Others than the owner and the group never get in. */
const MODE = 0o660;

/**
 * Listens on a unix socket. A socket that nobody listens on any more is replaced; any other file, and a socket in use, is an error.
 *
 * The socket is made under another name and then moved to its path: with its final permissions, and so that Node, which removes the file
 * that it made when the server closes, does not remove a later server's socket.
 * @throws {ConfigError} `unusable_address`. Then nothing is left listening
 */
export async function listenOnPath(
  path: string,
  connections: EarlyConnections,
  createListener: CreateListener = acceptingListener,
): Promise<Opened> {
  const server = createListener(connections.take);
  const release = await listenAtPath(server, path);
  return { place: { host: '', port: 0, addresses: [], path }, listeners: [server], release };
}

/**
 * Lets a server listen on a unix socket, as `listenOnPath` does. Resolves to a function that removes the socket.
 * @throws {ConfigError} `unusable_address`. Then the server is closed
 */
export async function listenAtPath(server: Server, path: string): Promise<() => void> {
  const making = `${path}~`;
  try {
    // Node reports a missing directory as EACCES.
    statSync(dirname(path));
    await removeDead(making);
    await listenAt(server, making);
    const made = lstatSync(making, { bigint: true });
    chmodSync(making, Number(made.mode) & MODE);
    await removeDead(path);
    renameSync(making, path);
    let released = false;
    // Only once: the number of a removed file may be given to the next one.
    return () => {
      if (!released) removeIfSame(path, made);
      released = true;
    };
  } catch (error) {
    server.close();
    throw unusableAddress(`unix:${path}`, null, reasonOf(error), error);
  }
}

async function listenAt(server: Server, path: string): Promise<void> {
  server.listen({ path, backlog: BACKLOG });
  await once(server, 'listening');
}

class NotReplaced extends Error {}

/** Removes a socket that nobody listens on. */
async function removeDead(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket()) throw new NotReplaced('another file is there. Remove it, or choose another path');
  if (await isInUse(path)) throw new NotReplaced('another process listens there');
  rmSync(path, { force: true });
}

async function isInUse(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return true;
  } catch (error) {
    const code = codeOf(error);
    // A full queue belongs to somebody.
    if (code === 'EAGAIN') return true;
    if (code === 'ECONNREFUSED' || code === 'ENOENT') return false;
    throw error;
  } finally {
    socket.destroy();
  }
}

function removeIfSame(path: string, { dev, ino }: BigIntStats): void {
  try {
    const now = lstatSync(path, { bigint: true });
    if (now.dev === dev && now.ino === ino) rmSync(path, { force: true });
  } catch {
    // It is gone already, or may not be removed. The next server replaces it.
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof NotReplaced) return error.message;
  return systemErrorText(error, {
    EADDRINUSE: 'another process starts there at this moment',
    ENOENT: 'no such directory',
    EINVAL: 'its path is too long',
  });
}
