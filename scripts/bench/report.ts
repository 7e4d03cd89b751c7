import type { MemoryFigures } from './memory.js';
import type { Figure } from './pairs.js';
import type { Spread } from './statistics.js';

/** What one server came to at one number of open sessions. Memory is null where too few waited at once to tell. */
export interface Comparison {
  readonly server: string;
  readonly level: number;
  readonly cpu: Figure;
  readonly memory: MemoryFigures | null;
}

const COLUMNS = [9, 6, 24, 12, 12] as const;

/** What stands above the lines of one server. */
export function headLines(server: string): string[] {
  return ['', server, row('measured', 'open', 'ratio (min to max)', 'ours', 'bare')];
}

export function reportLines({ level, cpu, memory }: Comparison): string[] {
  const lines = [figureRow('CPU', level, cpu, (milliseconds) => `${milliseconds.toFixed(2)} ms`)];
  if (memory !== null) {
    lines.push(
      figureRow('RSS', level, memory.rss, kibibytes),
      figureRow('heap', level, memory.heap, kibibytes),
    );
  }
  return lines;
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
