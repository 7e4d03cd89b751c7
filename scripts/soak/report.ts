import type { Growth, Quantity, Sample } from './verdict.js';

const WIDTHS = [8, 9, 10, 10, 6] as const;

const NAMES: Readonly<Record<Quantity, string>> = {
  rssBytes: 'RSS',
  heapBytes: 'heap',
  descriptors: 'open files',
};

export const HEAD = row(['time', 'clients', 'RSS', 'heap', 'files']);

export function sampleLine({ seconds, clients, rssBytes, heapBytes, descriptors }: Sample): string {
  return row([
    `${seconds.toFixed(0)} s`,
    String(clients),
    megabytes(rssBytes),
    megabytes(heapBytes),
    String(descriptors),
  ]);
}

/** What came, in one line. */
export function clientsLine(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

/** One line, and whether the run has passed. */
export function verdict(
  growths: readonly Growth[],
  failures: readonly string[],
): { line: string; passed: boolean } {
  const grown = growths.filter(({ growth, limit }) => growth > limit).map(growthText);
  const reasons = [...grown.map((text) => `grew: ${text}`), ...failures];
  if (reasons.length > 0) return { line: `NOT FLAT: ${reasons.join('; ')}`, passed: false };
  return { line: `FLAT: ${growths.map(growthText).join(', ')}`, passed: true };
}

function growthText({ quantity, growth, limit }: Growth): string {
  const show = quantity === 'descriptors' ? (value: number) => value.toFixed(1) : megabytes;
  return `${NAMES[quantity]} ${growth < 0 ? '-' : '+'}${show(Math.abs(growth))} (at most ${show(limit)})`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function row(cells: readonly string[]): string {
  return cells.map((cell, n) => cell.padStart(WIDTHS[n] ?? 0)).join(' ');
}
