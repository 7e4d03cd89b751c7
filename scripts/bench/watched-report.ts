import type { Figure } from './rounds.js';
import type { Spread } from './statistics.js';

const WIDTHS = [4, 24, 24, 9, 9] as const;

/** @param machine the line about the machine */
export function watchedHead(machine: string): string[] {
  return [
    '',
    'CPU time of a session of the program: on, with its status page and readers; off, without',
    machine,
    'Ratios: median (lowest to highest). off / off: two processes of the same program, which is the noise.',
    row(['open', 'on / off', 'off / off', 'on', 'off']),
  ];
}

/** @param figure `ours` is on, `other` is off, `bare` is off too */
export function watchedLine(level: number, { ours, other }: Figure): string {
  if (other === null) throw new Error('There is nothing to compare with.');
  return row([
    String(level),
    ratioText(other.change),
    ratioText(other.ratio),
    milliseconds(ours),
    milliseconds(other.own),
  ]);
}

function ratioText({ median, min, max }: Spread): string {
  return `${median.toFixed(3)} (${min.toFixed(3)} to ${max.toFixed(3)})`;
}

function milliseconds({ median }: Spread): string {
  return `${median.toFixed(3)} ms`;
}

function row(cells: readonly string[]): string {
  return cells.map((cell, n) => cell.padStart(WIDTHS[n] ?? 0)).join(' ');
}
