import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';

/** The main function of a program. */
type Main = (
  argv: readonly string[],
  streams: { readonly stdout: PassThrough; readonly stderr: PassThrough },
) => Promise<number>;

/** Runs a program in this process. Resolves to its exit code and to what it wrote. */
export async function runInProcess(main: Main, argv: readonly string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const texts = Promise.all([text(stdout), text(stderr)]);
  const code = await main(argv, { stdout, stderr });
  stdout.end();
  stderr.end();
  const [out, err] = await texts;
  return { code, out, err };
}

/** Returns the lines of what a program wrote. What comes after the last LF is none. */
export function linesOf(written: string): string[] {
  return written.split('\n').slice(0, -1);
}
