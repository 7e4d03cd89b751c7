import { execFileSync, fork, spawn, type ChildProcess } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
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
  // Each end waits for the other to be opened, unless told not to.
  const opener = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writeEnd = openSync(path, constants.O_WRONLY);
  const readEnd = openSync(path, constants.O_RDONLY);
  closeSync(opener);
  rmSync(folder, { recursive: true });
  const child = fork(FLOOD, args, { stdio: ['ignore', writeEnd, 'inherit', 'ipc'] });
  closeSync(writeEnd);
  let reading: ChildProcess | null = null;
  const exited = exitOf(child);
  t.teardown(async () => {
    child.kill('SIGKILL');
    reading?.kill('SIGKILL');
    await exited;
  });
  return {
    next: inbox(child),
    send: (message) => {
      child.send(message);
    },
    read: () => {
      // Not a Socket over the descriptor: a worker thread would close its number once more at its end, whosever it is by then.
      reading = spawn('cat', { stdio: [readEnd, 'pipe', 'inherit'] });
      closeSync(readEnd);
      if (reading.stdout === null) throw new Error('cat has no standard output');
      return readAll(reading.stdout);
    },
    closeReader: () => {
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

function readAll(reader: Readable): ReturnType<Flood['read']> {
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
