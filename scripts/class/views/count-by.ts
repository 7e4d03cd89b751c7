import type { Counts } from '../numbers.js';

/** Counts items by a key. */
export function countBy<T>(items: Iterable<T>, keyOf: (item: T) => string): Counts {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return Object.fromEntries(counts);
}
