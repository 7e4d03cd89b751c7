import { isUnknowable } from './mistake.js';
import type { Judged } from './run.js';
import { VERDICTS } from './verdict.js';

/** One line for a mistake. */
export function lineOf({ mistake, verdict, because }: Judged): string {
  return `${verdict.padEnd(9)} ${mistake.id.padEnd(40)} ${because.slice(0, 140)}`.trimEnd();
}

/**
 * How often each verdict was given: a row for each part of the set, and then for
 * - `mistakes`: clients that have a mistake which can be named;
 * - `unknowable`: lines that no table of mistakes explains, and garbage: named means that no false cause was claimed;
 * - `right`: clients without a mistake: named means that none was told.
 */
export function tableOf(all: readonly Judged[]): string {
  const parts = [...new Set(all.map(partOf))];
  const head = ['part'.padEnd(12), 'all'.padStart(5), ...VERDICTS.map((name) => name.padStart(15))].join('');
  return [
    head,
    ...parts.map((part) => row(part, all, (judged) => partOf(judged) === part)),
    '',
    ...GROUPS.map((group) => row(group, all, (judged) => groupOf(judged) === group)),
    row('all', all, () => true),
  ].join('\n');
}

const GROUPS = ['mistakes', 'unknowable', 'right'] as const;

function groupOf({ mistake }: Judged): (typeof GROUPS)[number] {
  if (mistake.kind === 'right') return 'right';
  return isUnknowable(mistake) ? 'unknowable' : 'mistakes';
}

function partOf({ mistake }: Judged): string {
  return mistake.id.split('.')[0] ?? '';
}

function row(name: string, all: readonly Judged[], within: (judged: Judged) => boolean): string {
  const judged = all.filter(within);
  const cells = VERDICTS.map((verdict) => {
    const count = judged.filter((one) => one.verdict === verdict).length;
    const percent = ((100 * count) / Math.max(1, judged.length)).toFixed(1);
    return `${count} (${percent.padStart(5)} %)`.padStart(15);
  });
  return [name.padEnd(12), String(judged.length).padStart(5), ...cells].join('');
}

/** The same for a machine: one object. */
export function jsonOf(all: readonly Judged[]): string {
  const mistakes = all.map((judged) => {
    const { mistake, verdict, because } = judged;
    return { id: mistake.id, group: groupOf(judged), verdict, because };
  });
  const groups = Object.fromEntries(
    GROUPS.map((group) => [group, countsOf(all.filter((judged) => groupOf(judged) === group))]),
  );
  return JSON.stringify({ total: all.length, groups, mistakes }, null, 2);
}

function countsOf(judged: readonly Judged[]): Record<string, number> {
  return Object.fromEntries(
    VERDICTS.map((verdict) => [verdict, judged.filter((one) => one.verdict === verdict).length]),
  );
}

/** The least share of causes that are named, and the most that may be wrong. */
const GOAL = { named: 0.85, wrong: 0.02 } as const;

/** What falls short of the goal, as sentences. A client that has a mistake, and passes without a word, always does. */
export function shortfalls(all: readonly Judged[]): string[] {
  if (all.length === 0) return ['No client was judged.'];
  const counts = countsOf(all);
  const percentOf = (verdict: keyof typeof GOAL): number => (100 * (counts[verdict] ?? 0)) / all.length;
  const [named, wrong] = [percentOf('named'), percentOf('wrong')];
  const unnoticed = all.filter(({ verdict }) => verdict === 'unnoticed').map(({ mistake }) => mistake.id);
  return [
    ...(named < 100 * GOAL.named
      ? [`Named are ${named.toFixed(1)} %, fewer than ${100 * GOAL.named} %.`]
      : []),
    ...(wrong > 100 * GOAL.wrong
      ? [`Wrong are ${wrong.toFixed(1)} %, more than ${100 * GOAL.wrong} %.`]
      : []),
    ...(unnoticed.length > 0 ? [`Unnoticed: ${unnoticed.join(', ')}.`] : []),
  ];
}
