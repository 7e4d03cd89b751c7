import type { Comparison, Figure } from './pairs.js';
import type { Spread } from './statistics.js';

const COLUMNS = [9, 6, 24, 12, 12] as const;

/** The table's head. */
export function headLines(): string[] {
  return [row('measured', 'open', 'ratio (min to max)', 'ours', 'bare')];
}

/** The lines of one comparison: CPU time and memory. */
export function reportLines({ level, cpu, rss, heap }: Comparison): string[] {
  return [
    figureRow('CPU', level, cpu, (milliseconds) => `${milliseconds.toFixed(2)} ms`),
    ...(rss === null ? [] : [figureRow('RSS', level, rss, kibibytes)]),
    ...(heap === null ? [] : [figureRow('heap', level, heap, kibibytes)]),
  ];
}

function figureRow(
  what: string,
  level: number,
  { ours, bare, ratio }: Figure,
  unit: (value: number) => string,
): string {
  return row(what, String(level), ratioText(ratio), unit(ours.median), unit(bare.median));
}

function ratioText({ median, min, max }: Spread): string {
  return `${median.toFixed(2)} (${min.toFixed(2)} to ${max.toFixed(2)})`;
}

function kibibytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KiB`;
}

function row(...cells: readonly string[]): string {
  return cells
    .map((cell, i) => (i === 0 ? cell.padEnd(COLUMNS[0]) : cell.padStart(COLUMNS[i] ?? 0)))
    .join(' ');
}
