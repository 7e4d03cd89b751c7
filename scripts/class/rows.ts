import type { Counts, Numbers, Reading } from './numbers.js';

/** One number in all views. */
export interface Row {
  readonly name: string;
  /** In the order of the views; null where a view does not show it. */
  readonly values: readonly (string | number | null)[];
  readonly agree: boolean;
}

const SINGLE = {
  sessions: 'sessions',
  done: 'done',
  confirmed: 'confirmed',
  worked: 'WORK durations',
  refused: 'refused',
  participants: 'participants',
  participantsDone: 'participants done',
  participantsFailed: 'participants failed',
} as const satisfies Partial<Record<keyof Numbers, string>>;

const KEYED = {
  outcomes: 'outcome',
  steps: 'failed at',
  codes: 'code',
  refusals: 'refused',
  workUpTo: 'WORK up to',
  tries: 'tries of',
  states: 'state of',
} as const satisfies Partial<Record<keyof Numbers, string>>;

/** Lists that are too long for the table: their rows are shown where they differ, and else as one. */
const LONG: readonly (keyof typeof KEYED)[] = ['tries', 'states', 'workUpTo'];

/** Returns every number of every view. */
export function rowsOf(readings: readonly Reading[]): Row[] {
  const single = (Object.keys(SINGLE) as (keyof typeof SINGLE)[]).map((key) =>
    row(
      SINGLE[key],
      readings.map(({ numbers }) => numbers[key] ?? null),
    ),
  );
  const keyed = (Object.keys(KEYED) as (keyof typeof KEYED)[]).flatMap((key) => keyedRows(key, readings));
  return [...single, ...keyed].filter(({ values }) => values.some((value) => value !== null));
}

function keyedRows(key: keyof typeof KEYED, readings: readonly Reading[]): Row[] {
  const maps = readings.map(
    ({ numbers }): Readonly<Record<string, string | number>> | null => numbers[key] ?? null,
  );
  const names = [...new Set(maps.flatMap((map) => Object.keys(map ?? {})))].sort();
  const absent = key === 'states' ? 'none' : 0;
  const rows = names.map((name) =>
    row(
      `${KEYED[key]} ${name}`,
      maps.map((map) => (map === null ? null : valueOf(map, name, absent))),
    ),
  );
  if (!LONG.includes(key))
    return rows.filter(({ values }) => values.some((value) => value !== null && value !== 0));
  const differing = rows.filter(({ agree }) => !agree);
  const whole = row(
    `${KEYED[key]} each (${names.length})`,
    maps.map((map) => (map === null ? null : summary(key, map))),
  );
  return [{ ...whole, agree: differing.length === 0 }, ...differing];
}

function valueOf(map: Readonly<Record<string, string | number>>, name: string, absent: string | number) {
  return Object.hasOwn(map, name) ? (map[name] ?? absent) : absent;
}

/** One cell for a long list: how many there are, and their sum. */
function summary(key: keyof typeof KEYED, map: Readonly<Record<string, string | number>>): string {
  const values = Object.values(map);
  if (key === 'states') return `${values.filter((value) => value === 'done').length} done`;
  if (key === 'workUpTo') return `${values.length} bounds`;
  return `${sumOf(map as Counts)} in all`;
}

export function sumOf(counts: Counts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function row(name: string, values: Row['values']): Row {
  const shown = values.filter((value) => value !== null);
  return { name, values, agree: shown.every((value) => value === shown[0]) };
}
