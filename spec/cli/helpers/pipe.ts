import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';

const FLOOD = fileURLToPath(new URL('flood.js', import.meta.url));

export interface Flood {
  /** Waits for a message of the child that has this property. */
  next(property: string): Promise<Record<string, unknown>>;
  send(message: string): void;
  /** Begins to read the child's output; all text so far. */
  read(): { text: () => string; until: (pattern: RegExp) => Promise<void>; closed: Promise<unknown> };
  /** The reader goes away without having read. */
  closeReader(): void;
  /** The exit code. */
  readonly exited: Promise<number | null>;
}

/**
 * The flood helper, writing to a real pipe that nobody reads yet. (What spawn makes is a pair of sockets, whose kernel buffers and errors
 * are others.)
 */
export function startFlood(t: ExecutionContext, ...args: string[]): Flood {
  const folder = mkdtempSync(join(tmpdir(), 'tlslp-pipe-'));
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writeEnd = openSync(path, constants.O_WRONLY);
  const child = fork(FLOOD, args, { stdio: ['ignore', writeEnd, 'inherit', 'ipc'] });
  closeSync(writeEnd);
  rmSync(folder, { recursive: true });
  let reader: Socket | null = null;
  let readerOpen = true;
  const exited = exitOf(child);
  const messages = inbox(child);
  t.teardown(async () => {
    child.kill('SIGKILL');
    await exited;
    reader?.destroy();
    if (reader === null && readerOpen) closeSync(readEnd);
  });
  return {
    next: messages,
    send: (message) => {
      child.send(message);
    },
    read: () => {
      reader = new Socket({ fd: readEnd, readable: true, writable: false });
      return readAll(reader);
    },
    closeReader: () => {
      readerOpen = false;
      closeSync(readEnd);
    },
    exited,
  };
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  await once(child, 'exit');
  return child.exitCode;
}

function inbox(child: ChildProcess): Flood['next'] {
  const unread: Record<string, unknown>[] = [];
  child.on('message', (message) => unread.push(message as Record<string, unknown>));
  return async (property) => {
    for (;;) {
      const index = unread.findIndex((message) => property in message);
      const [found] = index === -1 ? [] : unread.splice(index, 1);
      if (found !== undefined) return found;
      await once(child, 'message');
    }
  };
}

function readAll(reader: Socket): ReturnType<Flood['read']> {
  let text = '';
  reader.setEncoding('utf8');
  reader.on('data', (chunk: string) => (text += chunk));
  return {
    text: () => text,
    until: async (pattern) => {
      while (!pattern.test(text)) await once(reader, 'data');
    },
    closed: once(reader, 'close'),
  };
}
