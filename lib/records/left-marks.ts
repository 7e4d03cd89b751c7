import { constants } from 'node:fs';
import { open, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isRunning, RUNS_HERE } from './process-identity.js';
import { MARK } from './run-mark.js';

const MAX_MARK_BYTES = 1024;

/** What a mark says. Its texts are checked: anybody can write such a file into a directory that is open to all. */
interface Left {
  readonly run: string | null;
  readonly identity: string | null;
  readonly since: string | null;
  readonly sessions: number | null;
}

/** A mark beside the records, and whether its run goes on. */
interface Mark {
  readonly path: string;
  readonly pid: string;
  readonly left: Left;
  readonly isRunning: boolean;
}

/**
 * Removes the marks of runs that are over, and returns a sentence for each. The marks of running servers stay.
 * @param recordsPath the absolute path of the records file
 */
export async function takeLeftMarks(recordsPath: string): Promise<string[]> {
  const sentences: string[] = [];
  for await (const { path, pid, left, isRunning } of marksOf(recordsPath)) {
    if (isRunning) continue;
    await rm(path, { force: true }).catch(() => undefined);
    sentences.push(sentenceOf(pid, left));
  }
  return sentences;
}

/**
 * Returns a sentence for each server that runs on these records, and for each that was cut off since the last start. Changes nothing.
 * @param recordsPath the absolute path of the records file
 */
export async function describeRuns(recordsPath: string): Promise<string[]> {
  const sentences: string[] = [];
  for await (const { pid, left, isRunning } of marksOf(recordsPath)) {
    sentences.push(isRunning ? runningSentence(pid, left) : sentenceOf(pid, left));
  }
  return sentences;
}

async function* marksOf(recordsPath: string): AsyncGenerator<Mark> {
  const directory = dirname(recordsPath);
  const prefix = `${basename(recordsPath)}${MARK}`;
  const names = await readdir(directory).catch(() => []);
  for (const name of names.filter((found) => found.startsWith(prefix)).sort()) {
    const [, pid] = /^([1-9][0-9]{0,9})\.[0-9a-f]{8}$/.exec(name.slice(prefix.length)) ?? [];
    if (pid === undefined) continue;
    const path = join(directory, name);
    const left = await readMark(path);
    if (left !== null) yield { path, pid, left, isRunning: isAlive(Number(pid), left) };
  }
}

function isAlive(pid: number, { run, identity }: Left): boolean {
  if (pid === process.pid) return run !== null && RUNS_HERE.has(run);
  return isRunning(pid, identity);
}

function sentenceOf(pid: string, { since, sessions }: Left): string {
  const began = since === null ? '' : `, which began at ${since},`;
  return `An earlier run of the server (process ${pid})${began} was cut off: ${countText(sessions)}.`;
}

function runningSentence(pid: string, { sessions }: Left): string {
  const count = sessions === null ? 'an unknown number of' : String(sessions);
  const are = sessions === 1 ? 'session is' : 'sessions are';
  return `A server is running (process ${pid}): ${count} ${are} under way.`;
}

function countText(sessions: number | null): string {
  if (sessions === null) return 'an unknown number of its sessions have no end';
  if (sessions === 0) return 'none of its sessions was under way';
  return sessions === 1 ? '1 session has no end' : `${sessions} sessions have no end`;
}

/** Returns null for what is no file, or cannot be read. */
async function readMark(path: string): Promise<Left | null> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  try {
    const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      if (!(await file.stat()).isFile()) return null;
      const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_MARK_BYTES), 0, MAX_MARK_BYTES, 0);
      return parseMark(buffer.toString('utf8', 0, bytesRead));
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
}

/** Parses the content of a mark. What is missing or wrong is null: a crash may have cut it. */
export function parseMark(text: string): Left {
  const { run, identity, since, sessions } = jsonObject(text);
  return {
    run: typeof run === 'string' ? run : null,
    identity: typeof identity === 'string' ? identity : null,
    since: typeof since === 'string' && /^[0-9TZ:.-]{20,30}$/.test(since) ? since : null,
    sessions:
      typeof sessions === 'number' && Number.isSafeInteger(sessions) && sessions >= 0 ? sessions : null,
  };
}

function jsonObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
