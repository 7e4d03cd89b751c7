import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Machine } from './machine.js';
import { THIS_CHECKOUT } from './subjects.js';

/** The program's CPU time by the bare server's, and what it was measured on. */
export interface RecordedRatio {
  readonly ratio: number;
  readonly node: string;
  readonly openssl: string;
  readonly processor: string;
  readonly cores: number;
}

/** By Node's major version: each comes with a V8 and an OpenSSL of its own, and so with a ratio of its own. */
export type Recorded = Readonly<Partial<Record<string, RecordedRatio>>>;

/** Committed: what later changes are held against. */
export const RECORDED_FILE = join(THIS_CHECKOUT.root, 'scripts/bench/recorded.json');

/** A machine that is busy with other things reaches 1.2 now and then; a change that makes a session dear goes beyond. */
const TOLERANCE = 1.5;

export async function readRecorded(path: string): Promise<Recorded> {
  return JSON.parse(await readFile(path, 'utf8')) as Recorded;
}

/** Adds a ratio to those that are recorded, in place of an earlier one of the same major version. */
export async function record(path: string, ratio: number, machine: Machine): Promise<void> {
  const { node, openssl, processor, cores } = machine;
  const entry: RecordedRatio = { ratio: Number(ratio.toFixed(2)), node, openssl, processor, cores };
  const recorded: Recorded = { ...(await readRecorded(path)), [majorOf(node)]: entry };
  await writeFile(path, `${JSON.stringify(recorded, null, 2)}\n`);
}

/** What the program may take at most, by what is recorded; null where that major version is not. */
export function limitOf(recorded: Recorded, node: string): number | null {
  const ratio = recorded[majorOf(node)]?.ratio;
  return ratio === undefined ? null : ratio * TOLERANCE;
}

export function majorOf(node: string): string {
  return node.split('.')[0] ?? node;
}
