import type { Encoded } from './columns.js';

/**
 * Returns whether a record counts in place of another one of its session. One that says how the session ended counts more than the one that
 * is written before DONE, also when the clock was set back meanwhile; then the later one. Two that differ in nothing of this are put in
 * an order by their texts: so whatever comes in whatever order, the same one counts. The statement in SQL has the same rule.
 */
export function counts(one: Encoded, other: Encoded): boolean {
  const order =
    rankOf(one) - rankOf(other) ||
    compare(one.record.endedAt, other.record.endedAt) ||
    Buffer.compare(Buffer.from(one.text), Buffer.from(other.text));
  return order > 0;
}

function rankOf({ record: { outcome, confirmed } }: Encoded): number {
  return outcome === 'done' && confirmed === null ? 0 : 1;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Returns of each session the record that counts, in the order of the sessions' ids: so two batches at once never wait in a circle. */
export function bestOf(batch: readonly Encoded[]): Encoded[] {
  const best = new Map<string, Encoded>();
  for (const one of batch) {
    const other = best.get(one.record.id);
    if (other === undefined || counts(one, other)) best.set(one.record.id, one);
  }
  return [...best.values()].sort((a, b) => compare(a.record.id, b.record.id));
}
