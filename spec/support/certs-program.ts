import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { main } from '../../lib/programs/certs/main.js';

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
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const printed = Promise.all([text(stdout), text(stderr)]);
  const code = await main(argv, { stdout, stderr });
  stdout.end();
  stderr.end();
  const [out, err] = (await printed).map((all) => all.split('\n').slice(0, -1));
  return { code, out: out ?? [], err: err ?? [] };
}
