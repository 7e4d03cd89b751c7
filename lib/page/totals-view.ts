import { elementById, setText } from './dom.js';
import { count } from './format.js';
import type { Totals } from './totals.js';

const PARTS = ['done', 'answering', 'working', 'failed'] as const;

/** Shows the large figures and the bar below them. */
export function showTotals(totals: Totals): void {
  for (const part of PARTS) {
    setText(elementById(`total-${part}`), count(totals[part]));
    const share = totals.known === 0 ? 0 : (100 * totals[part]) / totals.known;
    elementById(`progress-${part}`).style.width = `${share.toFixed(2)}%`;
  }
  setText(elementById('total-known'), totals.known === 0 ? '' : `of ${count(totals.known)}`);
}
