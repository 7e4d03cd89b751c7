import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Machine } from './machine.js';
import { THIS_CHECKOUT } from './subjects.js';

/** The ratio of the program's CPU time to the bare server's, and where it was measured. */
export interface RecordedRatio {
  readonly ratio: number;
  readonly node: string;
  readonly openssl: string;
  readonly processor: string;
  readonly cores: number;
}

/** The ratio for each major version of Node: each has its own V8 and OpenSSL, and so its own ratio. */
export type Recorded = Readonly<Partial<Record<string, RecordedRatio>>>;

/** This file is committed: `--check` compares later changes with it. */
export const RECORDED_FILE = join(THIS_CHECKOUT.root, 'scripts/bench/recorded.json');

/** Other work on the machine sometimes makes the ratio 1.2 times as high. A change that makes a session expensive exceeds 1.5 times. */
const TOLERANCE = 1.5;

export async function readRecorded(path: string): Promise<Recorded> {
  return JSON.parse(await readFile(path, 'utf8')) as Recorded;
}

/** Records a ratio. It replaces an earlier one of the same major version. */
export async function record(path: string, ratio: number, machine: Machine): Promise<void> {
  const { node, openssl, processor, cores } = machine;
  const entry: RecordedRatio = { ratio: Number(ratio.toFixed(2)), node, openssl, processor, cores };
  const recorded: Recorded = { ...(await readRecorded(path)), [majorOf(node)]: entry };
  await writeFile(path, `${JSON.stringify(recorded, null, 2)}\n`);
}

/** Returns the highest ratio that passes; null if none is recorded for that major version. */
export function limitOf(recorded: Recorded, node: string): number | null {
  const ratio = recorded[majorOf(node)]?.ratio;
  return ratio === undefined ? null : ratio * TOLERANCE;
}

export function majorOf(node: string): string {
  return node.split('.')[0] ?? node;
}
