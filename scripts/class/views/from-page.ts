import type { Numbers } from '../numbers.js';
import { sumOf } from '../rows.js';

/** The texts of the page, as they are read on the screen. */
export interface PageTexts {
  readonly done: string;
  /** Such as `of 80`. */
  readonly known: string;
  readonly failed: string;
  /** Such as `In the whole run: 97 sessions began, 60 done, 37 failed.` */
  readonly sessions: string;
  /** Such as `61 proofs of work, 9.5 s on average. ...` */
  readonly work: string;
  readonly refusals: readonly { readonly reason: string; readonly count: string }[];
  readonly rows: readonly { readonly id: string; readonly state: string; readonly tries: string }[];
}

/** @throws {Error} if a text has not the number that is looked for */
export function fromPage({ done, known, failed, sessions, work, refusals, rows }: PageTexts): Numbers {
  const counts = Object.fromEntries(refusals.map(({ reason, count }) => [reason, number(count)]));
  return {
    sessions: number(sessions, /(\S+) sessions? began/),
    done: number(sessions, /(\S+) done/),
    refused: sumOf(counts),
    refusals: counts,
    worked: work.startsWith('No proof') ? 0 : number(work, /^(\S+) proofs? of work/),
    participants: known === '' ? 0 : number(known, /^of (\S+)$/),
    participantsDone: number(done),
    participantsFailed: number(failed),
    tries: Object.fromEntries(rows.map(({ id, tries }) => [id, number(tries)])),
    states: Object.fromEntries(rows.map(({ id, state }) => [id, state.toLowerCase()])),
  };
}

/** A number with or without spaces between its thousands. */
function number(text: string, pattern = /^(\S+)$/): number {
  const found = pattern.exec(text.replace(/(?<=\d)[\u202f\u00a0](?=\d)/g, ''))?.[1];
  const value = found === undefined ? NaN : Number(found);
  if (Number.isNaN(value)) throw new Error(`The page has no number in ${JSON.stringify(text)}.`);
  return value;
}
