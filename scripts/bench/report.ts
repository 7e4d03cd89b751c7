import { machineLine, type Machine } from './machine.js';
import type { MemoryFigures } from './memory.js';
import type { Figure } from './rounds.js';
import type { Spread } from './statistics.js';
import type { Kind } from './subjects.js';

/** The figures of one server. `memory` is null if it was not measured. */
export interface Table {
  readonly kind: Kind;
  readonly machine: Machine;
  readonly cpu: readonly { readonly level: number; readonly figure: Figure }[];
  readonly memory: ({ readonly level: number } & MemoryFigures) | null;
}

/** The column widths of the quantity, the level, a ratio and a figure. */
const [NAME_WIDTH, LEVEL_WIDTH, RATIO_WIDTH, FIGURE_WIDTH] = [9, 6, 20, 10];

/**
 * Returns the lines above the figures of one server.
 *
 * @param other the name of the checkout to compare with, if any
 */
export function headLines(title: string, machine: Machine, other: string | null): string[] {
  const heads =
    other === null
      ? row('measured', 'open', ['ours / bare'], ['ours', 'bare'])
      : row('measured', 'open', ['new / old', 'new / bare', 'old / bare'], ['new', 'old', 'bare']);
  const explained =
    other === null ? [] : [`new: this checkout; old: ${other}. Ratios: median (lowest to highest).`];
  return ['', title, machineLine(machine), ...explained, heads];
}

export function cpuLines(level: number, figure: Figure): string[] {
  return [figureRow('CPU', level, figure, (milliseconds) => `${milliseconds.toFixed(2)} ms`)];
}

export function memoryLines(level: number, { rss, heap }: MemoryFigures): string[] {
  return [figureRow('RSS', level, rss, kibibytes), figureRow('heap', level, heap, kibibytes)];
}

function figureRow(
  what: string,
  level: number,
  { ours, bare, ratio, other }: Figure,
  unit: (value: number) => string,
): string {
  const ratios = other === null ? [ratio] : [other.change, ratio, other.ratio];
  const figures = other === null ? [ours, bare] : [ours, other.own, bare];
  return row(
    what,
    String(level),
    ratios.map(ratioText),
    figures.map(({ median }) => unit(median)),
  );
}

function ratioText({ median, min, max }: Spread): string {
  return `${median.toFixed(2)} (${min.toFixed(2)} to ${max.toFixed(2)})`;
}

function kibibytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KiB`;
}

function row(what: string, level: string, ratios: readonly string[], figures: readonly string[]): string {
  return [
    what.padEnd(NAME_WIDTH),
    level.padStart(LEVEL_WIDTH),
    ...ratios.map((ratio) => ratio.padStart(RATIO_WIDTH)),
    ...figures.map((figure) => figure.padStart(FIGURE_WIDTH)),
  ].join(' ');
}
