import type { Mean } from './statistics.js';
import type { WatchedFigure } from './watched-figure.js';

const WIDTHS = [4, 28, 28, 8, 8] as const;

const TITLES = {
  watched: 'CPU time of a session of the program: on, with its status page and readers; off, without',
  workers: 'CPU time of a session of the program: on, all processes of --workers 2; off, one process',
};

/** @param machine the line about the machine */
export function watchedHead(on: keyof typeof TITLES, machine: string): string[] {
  return [
    '',
    TITLES[on],
    machine,
    'Ratios: mean of the starts, ± its standard error (lowest to highest).',
    'off / off: two processes of the same program, which is the noise.',
    row(['open', 'on / off', 'off / off', 'on', 'off']),
  ];
}

export function watchedLine(level: number, { onToOff, offToOff, on, off }: WatchedFigure): string {
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
