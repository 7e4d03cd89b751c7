import type { Counts, Numbers } from '../numbers.js';
import { countBy } from './count-by.js';
import { participantCounts } from './from-clients.js';

/** The fields that are counted. */
interface RecordLine {
  readonly id: string;
  readonly outcome: string;
  readonly confirmed: boolean | null;
  readonly step: string;
  readonly error: { readonly code: string } | null;
  readonly client: { readonly fingerprint256: string } | null;
  readonly work: { readonly seconds: number } | null;
  readonly suppressed?: number;
}

/**
 * The records, counted by hand: by docs/records.md, and by none of the project's code. The last line of an id counts. It knows of no
 * refused connection.
 *
 * @param bounds of the histogram of WORK, in seconds
 */
export function recordsByHand(text: string, bounds: readonly number[]): Numbers {
  const last = new Map<string, RecordLine>();
  for (const line of text.split('\n').slice(0, -1)) {
    try {
      const record = JSON.parse(line) as RecordLine;
      last.set(record.id, record);
    } catch {
      // Torn.
    }
  }
  const records = [...last.values()];
  const suppressed = records.reduce((sum, record) => sum + (record.suppressed ?? 0), 0);
  const failed = records.filter(({ outcome }) => outcome !== 'done');
  const done = records.filter(({ outcome }) => outcome === 'done');
  const seconds = records.flatMap(({ work }) => (work === null ? [] : [work.seconds]));
  const states: Record<string, string> = {};
  const tries: Record<string, number> = {};
  for (const record of records) {
    const id = record.client?.fingerprint256 ?? 'nobody';
    tries[id] = (tries[id] ?? 0) + 1 + (record.suppressed ?? 0);
    if (record.outcome === 'done') states[id] = 'done';
    else states[id] ??= 'failed';
  }
  return {
    sessions: records.length + suppressed,
    done: done.length,
    confirmed: done.filter(({ confirmed }) => confirmed === true).length,
    outcomes: countBy(records, ({ outcome }) => outcome),
    steps: countBy(failed, ({ step }) => step),
    codes: countBy(failed, ({ error }) => error?.code ?? 'none'),
    worked: seconds.length,
    ...(bounds.length === 0 ? {} : { workUpTo: upTo(seconds, bounds) }),
    ...participantCounts(states),
    tries,
    states,
  };
}

/** How many are at most as long as each bound. */
function upTo(seconds: readonly number[], bounds: readonly number[]): Counts {
  return Object.fromEntries(
    bounds.map((bound) => [String(bound), seconds.filter((value) => value <= bound).length]),
  );
}
