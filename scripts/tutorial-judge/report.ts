import type { Judged } from './run.js';
import { VERDICTS } from './verdict.js';

/** One line for a mistake. */
export function lineOf({ mistake, verdict, because }: Judged): string {
  return `${verdict.padEnd(9)} ${mistake.id.padEnd(40)} ${because.slice(0, 140)}`.trimEnd();
}

/** How often each verdict was given: a row for each part of the set, and one for all. */
export function tableOf(all: readonly Judged[]): string {
  const parts = [...new Set(all.map(partOf))];
  const rows = parts.map((part) =>
    row(
      part,
      all.filter((judged) => partOf(judged) === part),
    ),
  );
  const head = ['part'.padEnd(10), 'all'.padStart(5), ...VERDICTS.map((name) => name.padStart(15))].join('');
  return [head, ...rows, row('all', all)].join('\n');
}

function partOf({ mistake }: Judged): string {
  return mistake.id.split('.')[0] ?? '';
}

function row(name: string, judged: readonly Judged[]): string {
  const cells = VERDICTS.map((verdict) => {
    const count = judged.filter((one) => one.verdict === verdict).length;
    const percent = ((100 * count) / Math.max(1, judged.length)).toFixed(1);
    return `${count} (${percent.padStart(5)} %)`.padStart(15);
  });
  return [name.padEnd(10), String(judged.length).padStart(5), ...cells].join('');
}

/** The same for a machine: one object. */
export function jsonOf(all: readonly Judged[]): string {
  const mistakes = all.map(({ mistake, verdict, because }) => ({
    ...{ id: mistake.id, kind: mistake.kind, verdict, because },
  }));
  const counts = Object.fromEntries(
    VERDICTS.map((verdict) => [verdict, all.filter((one) => one.verdict === verdict).length]),
  );
  return JSON.stringify({ total: all.length, counts, mistakes }, null, 2);
}
