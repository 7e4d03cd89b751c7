import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { main } from '../../lib/programs/records/main.js';
import type { Ran } from './certs-program.js';

let last: Promise<unknown> = Promise.resolve();

/** Runs tlslp-records in this process, and returns the lines that it printed. One run follows another: each listens to signals. */
export function run(...argv: string[]): Promise<Ran> {
  return runOn({}, ...argv);
}

/** As `run`, on a terminal of so many columns. */
export function runOn(terminal: { readonly columns?: number }, ...argv: string[]): Promise<Ran> {
  const ran = last.then(() => runNow(terminal, argv));
  last = ran.catch(() => undefined);
  return ran;
}

async function runNow({ columns }: { readonly columns?: number }, argv: readonly string[]): Promise<Ran> {
  const terminal = columns === undefined ? {} : { isTTY: true, columns, hasColors: () => true };
  const stdout = Object.assign(new PassThrough(), terminal);
  const stderr = new PassThrough();
  const printed = Promise.all([buffer(stdout), buffer(stderr)]);
  const code = await main(argv, { stdout, stderr });
  stdout.end();
  stderr.end();
  const [out, err] = (await printed).map((all) => all.toString('utf8').split('\n').slice(0, -1));
  return { code, out: out ?? [], err: err ?? [] };
}
