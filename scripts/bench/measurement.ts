import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catchInterruption } from './interruption.js';

/** The parts in which a script that measures differs from the others. */
export interface Measurement<Options> {
  /** The name of its temporary directory begins so. */
  readonly prefix: string;
  readonly usage: string;
  /** @throws {Error} for wrong usage; the message is one line */
  readonly parseOptions: (argv: readonly string[]) => Options;
  /** Measures, with files in a directory that is removed afterwards. Resolves to the exit code. */
  readonly measure: (options: Options, directory: string, signal: AbortSignal) => Promise<number>;
}

/** Runs a measurement. Resolves to its exit code, 1 if it failed, 2 for wrong usage, 128 plus the number of a signal that ended it. */
export async function runMeasurement<Options extends { readonly help: boolean }>(
  { prefix, usage, parseOptions, measure }: Measurement<Options>,
  argv: readonly string[],
): Promise<number> {
  let options: Options;
  try {
    options = parseOptions(argv);
  } catch (error) {
    console.error(messageOf(error));
    return 2;
  }
  if (options.help) {
    console.log(usage);
    return 0;
  }
  const interruption = catchInterruption();
  const directory = await mkdtemp(join(tmpdir(), prefix));
  try {
    return await measure(options, directory, interruption.signal);
  } catch (error) {
    const exitCode = interruption.exitCode();
    if (exitCode !== null) return exitCode;
    console.error(messageOf(error));
    return 1;
  } finally {
    await rm(directory, { recursive: true, force: true });
    interruption.dispose();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
