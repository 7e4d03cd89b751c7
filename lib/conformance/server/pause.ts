import { setTimeout } from 'node:timers/promises';

/** Resolves after so many milliseconds, or when the signal aborts, whichever is first. Never rejects. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => undefined);
}

/** Yields the pauses of a wait, in milliseconds: short at first, then longer and longer, up to `most`. */
export function* growingPauses(first = 50, most = 2000): Generator<number, never> {
  for (let ms = first; ; ms = Math.min(most, ms * 1.5)) yield ms;
}
