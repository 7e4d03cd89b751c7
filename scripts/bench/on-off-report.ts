import type { Mean } from './statistics.js';
import type { OnOffFigure } from './on-off-figure.js';

const WIDTHS = [4, 28, 28, 8, 8] as const;

/**
 * @param ways what on and off mean
 * @param machine the line about the machine
 */
export function onOffHead(ways: string, machine: string): string[] {
  return [
    '',
    `CPU time of a session of the program: ${ways}`,
    machine,
    'Ratios: mean of the starts, ± its standard error (lowest to highest).',
    'off / off: two processes of the same program, which is the noise.',
    row(['open', 'on / off', 'off / off', 'on', 'off']),
  ];
}

export function onOffLine(level: number, { onToOff, offToOff, on, off }: OnOffFigure): string {
  return row([
    String(level),
    ratioText(onToOff),
    ratioText(offToOff),
    `${on.mean.toFixed(2)} ms`,
    `${off.mean.toFixed(2)} ms`,
  ]);
}

function ratioText({ mean, error, min, max }: Mean): string {
  const by = Number.isNaN(error) ? '' : ` ± ${error.toFixed(3)}`;
  return `${mean.toFixed(3)}${by} (${min.toFixed(2)} to ${max.toFixed(2)})`;
}

function row(cells: readonly string[]): string {
  return cells.map((cell, n) => cell.padStart(WIDTHS[n] ?? 0)).join(' ');
}
