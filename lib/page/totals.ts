import type { StatusMessage } from '../status/messages.js';
import { count, counted } from './format.js';

/** The figures that are read from the back of a room. */
export interface Totals {
  readonly working: number;
  readonly answering: number;
  readonly done: number;
  readonly failed: number;
  /** Everybody who was ever seen, those included whose rows were forgotten. */
  readonly known: number;
}

export function totalsOf({ counts }: StatusMessage): Totals {
  const { known, done, failed, working, answering, forgotten, forgottenDone } = counts.participants;
  return { working, answering, done: done + forgottenDone, failed, known: known + forgotten };
}

/** The figures in a sentence, for who does not see them. */
export function sayTotals({ working, answering, done, failed, known }: Totals): string {
  if (known === 0) return 'Nobody has come yet.';
  return `${count(done)} of ${counted(known, 'participant')} done, ${count(failed)} failed, ${count(working)} in WORK, ${count(answering)} answering.`;
}

/** The title of the page, which is all that one sees of it behind other tabs. */
export function titleOf({ done, known }: Totals, isLive: boolean): string {
  const figures = known === 0 ? '' : `${count(done)} of ${count(known)} done, `;
  return `${isLive ? '' : 'Not connected, '}${figures}tlslp-server`;
}
