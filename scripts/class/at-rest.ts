import { setTimeout as sleep } from 'node:timers/promises';
import type { StatusMessage } from '../../lib/status/messages.js';
import { fetchJson } from './fetch.js';

const LOOK_MS = 250;

/** A reader of events is told at most once a second, and then it draws. After this long without a change each one shows the last. */
export const DRAWN_MS = 3_000;

/** What answers when it is asked shows the last at once. */
export const ANSWERED_MS = 500;

const DEADLINE_MS = 60_000;

/**
 * Resolves when no session is open, all records are on disk, and nothing has changed for a time.
 *
 * @throws {Error} if that takes more than a minute
 */
export async function untilAtRest(url: string, quietMs: number, signal: AbortSignal): Promise<StatusMessage> {
  const status = new URL('api/status', url).href;
  const began = performance.now();
  let quietSince = began;
  let seen = '';
  for (;;) {
    const now = await fetchJson<StatusMessage>(status);
    const { open } = now.counts;
    const isBusy = Object.values(open).some((count) => count > 0) || (now.records?.waiting ?? 0) > 0;
    // The revision also grows with the free space of the disk.
    const text = JSON.stringify([now.counts, now.records?.committed]);
    if (isBusy || text !== seen) quietSince = performance.now();
    seen = text;
    if (performance.now() - quietSince >= quietMs) return now;
    if (performance.now() - began > DEADLINE_MS) {
      throw new Error(`The server is not at rest: ${JSON.stringify({ open, records: now.records })}`);
    }
    await sleep(LOOK_MS, undefined, { signal });
  }
}
