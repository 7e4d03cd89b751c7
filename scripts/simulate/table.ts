import type { Result, Tally } from './run.js';
import type { Scenario } from './scenario.js';

const HEAD = [
  'scenario',
  '`--n-bits`',
  'bits, most',
  'bits, end',
  'changes',
  'load, most',
  'participants done',
  'too late',
  'WORK, mean',
  'WORK, 95 %',
  'attackers done a second',
];

/** Returns a table of Markdown. */
export function tableOf(rows: readonly (readonly [Scenario, Result])[]): string {
  return [HEAD, HEAD.map(() => '---'), ...rows.map(([scenario, result]) => rowOf(scenario, result))]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function rowOf({ name, settings, clients }: Scenario, result: Result): string[] {
  const { samples, changes, participants, attackers } = result;
  const { floor, ceiling } = settings;
  const attackSeconds = clients.reduce(
    (most, { againUntil, arrivals }) => Math.max(most, (againUntil ?? 0) - (arrivals[0] ?? 0)),
    0,
  );
  return [
    name,
    floor === ceiling ? String(floor) : `${floor}..${ceiling}`,
    String(Math.max(...samples.map(({ nBits }) => nBits))),
    String(samples.at(-1)?.nBits ?? floor),
    String(changes),
    String(Math.max(...samples.map(({ load }) => load))),
    String(participants.accepted),
    String(participants.late),
    secondsText(meanOf(participants)),
    secondsText(percentile95(participants)),
    attackSeconds === 0 ? '-' : (attackers.accepted / attackSeconds).toFixed(1),
  ];
}

function meanOf({ seconds }: Tally): number {
  return seconds.reduce((sum, each) => sum + each, 0) / Math.max(1, seconds.length);
}

function percentile95({ seconds }: Tally): number {
  return seconds.toSorted((a, b) => a - b)[Math.floor(seconds.length * 0.95)] ?? 0;
}

function secondsText(seconds: number): string {
  return `${seconds.toFixed(0)} s`;
}
