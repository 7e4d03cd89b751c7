import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ConfigError } from '../protocol/errors.js';
import { codeOf } from '../protocol/system-errors.js';
import { readIfThere, unusableFile } from './files.js';

const LOCK = '.lock';
const RETRY_MS = 50;
/** A thousand certificates take a few seconds. */
const WAIT_MS = 30_000;

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly id: string;
}

/**
 * Runs `action` while no other run changes the directory. Waits for another run, but not for a lock whose process is gone.
 * @param waitMs how long to wait for another run, in milliseconds; 30,000 when not given
 * @throws {ConfigError} `unusable_file`: another run holds the lock, or the directory cannot be written
 */
export async function withLock<T>(
  directory: string,
  action: () => Promise<T>,
  waitMs: number = WAIT_MS,
): Promise<T> {
  const path = join(directory, LOCK);
  const own = JSON.stringify({ pid: process.pid, host: hostname(), id: randomUUID() } satisfies Holder);
  for (let waited = 0; !(await taken(path, own)); waited += RETRY_MS) {
    const text = await readIfThere(path);
    if (text === null) continue;
    if (waited >= waitMs) throw held(path, text);
    if (isGone(text)) await takeAway(path, text);
    else await delay(RETRY_MS);
  }
  try {
    return await action();
  } finally {
    await rm(path, { force: true });
  }
}

async function taken(path: string, own: string): Promise<boolean> {
  // A link, so that nobody reads a lock that has not been written yet.
  const aside = `${path}-${randomUUID()}`;
  try {
    await writeFile(aside, own, { flag: 'wx', mode: 0o600 });
    await link(aside, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    if (codeOf(error) === 'ENOENT') throw noDirectory(dirname(path), error);
    throw unusableFile(path, 'cannot be created', error);
  } finally {
    // What went wrong before is what counts.
    await rm(aside, { force: true }).catch(() => undefined);
  }
}

/**
 * Removes the lock of a process that is gone. Of several runs that find it, one may: the one that makes this link. Another run may have
 * removed it, and taken a lock of its own, so the text counts.
 */
async function takeAway(path: string, text: string): Promise<void> {
  const stale = `${path}-${parsed(text)?.id ?? 'unreadable'}`;
  try {
    await link(path, stale);
  } catch {
    await delay(RETRY_MS);
    return;
  }
  try {
    if ((await readFile(stale, 'utf8')) === text) await rm(path, { force: true });
  } finally {
    await rm(stale, { force: true });
  }
}

function isGone(text: string): boolean {
  const holder = parsed(text);
  if (holder === null) return true;
  if (holder.host !== hostname()) return false;
  try {
    process.kill(holder.pid, 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

function parsed(text: string): Holder | null {
  try {
    const { pid, host, id } = JSON.parse(text) as Partial<Holder>;
    const isHolder = Number.isInteger(pid) && typeof host === 'string' && /^[-0-9a-f]{36}$/.test(id ?? '');
    return isHolder ? ({ pid, host, id } as Holder) : null;
  } catch {
    return null;
  }
}

function noDirectory(directory: string, cause: unknown): ConfigError {
  const message = `There is no CA: ${directory} does not exist. "tlslp-certs init" makes it.`;
  return new ConfigError('unusable_file', message, { cause });
}

function held(path: string, text: string): ConfigError {
  const { pid, host } = parsed(text) ?? { pid: 0, host: 'unknown' };
  const message =
    `Another tlslp-certs is at work: process ${pid} on ${host}. Wait for its end. ` +
    `If there is no such process, remove ${path} and run again.`;
  return new ConfigError('unusable_file', message);
}
