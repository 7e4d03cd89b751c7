import { main } from '../../lib/programs/certs/main.js';
import { linesOf, runInProcess } from './run-in-process.js';

export interface Ran {
  readonly code: number;
  readonly out: string[];
  readonly err: string[];
}

let last: Promise<unknown> = Promise.resolve();

/** Runs tlslp-certs in this process, and returns the lines that it printed. One run follows another: each listens to signals. */
export function run(...argv: string[]): Promise<Ran> {
  const ran = last.then(() => runNow(argv));
  last = ran.catch(() => undefined);
  return ran;
}

async function runNow(argv: readonly string[]): Promise<Ran> {
  const { code, out, err } = await runInProcess(main, argv);
  return { code, out: linesOf(out), err: linesOf(err) };
}
