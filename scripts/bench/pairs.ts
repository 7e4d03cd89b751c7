import { spreadOf, type Spread } from './statistics.js';

/** Two measurements that stand side by side: taken one right after the other. */
export interface Pair<T> {
  readonly ours: T;
  readonly bare: T;
}

export interface Figure {
  readonly ours: Spread;
  readonly bare: Spread;
  /** Ours by the bare server's, of each pair. */
  readonly ratio: Spread;
}

/** Measures in turns, beginning with the one and with the other in turns: what else the machine does meets both alike. */
export async function alternating<T>(
  pairs: number,
  measure: (who: 'ours' | 'bare') => Promise<T>,
): Promise<Pair<T>[]> {
  const taken: Pair<T>[] = [];
  for (let i = 0; i < pairs; i++) {
    if (i % 2 === 0) {
      const ours = await measure('ours');
      taken.push({ ours, bare: await measure('bare') });
    } else {
      const bare = await measure('bare');
      taken.push({ ours: await measure('ours'), bare });
    }
  }
  return taken;
}

/** @param pairs at least one */
export function figureOf(pairs: readonly Pair<number>[]): Figure {
  return {
    ours: spreadOf(pairs.map(({ ours }) => ours)),
    bare: spreadOf(pairs.map(({ bare }) => bare)),
    ratio: spreadOf(pairs.map(({ ours, bare }) => ours / bare)),
  };
}
