import { escapeRest } from '../feed/decode.js';
import type { Row } from '../feed/shapes.js';
import type { Style } from './text.js';

/** Returns what a participant is called: the name, else the address, else the identity. */
export function nameOf({ name, address, id }: Pick<Row, 'name' | 'address' | 'id'>): string {
  return name ?? (address === null ? escapeRest(id, 200) : `(${address})`);
}

/** The words of the states, as the counts above have them. Others are shown as they are. */
export function stateWord(state: string): string {
  return state === 'working' ? 'in WORK' : state;
}

const STATE_STYLES: ReadonlyMap<string, Style> = new Map([
  ['failed', 'bad'],
  ['working', 'warning'],
  ['done', 'good'],
]);

export function stateStyle(state: string): Style {
  return STATE_STYLES.get(state) ?? 'busy';
}

/** Returns the counts that are not 0 as `timed_out 12, invalid_suffix 3`, the largest first. */
export function reasonsText(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, count]) => `${reason} ${count}`)
    .join(', ');
}

export function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}
