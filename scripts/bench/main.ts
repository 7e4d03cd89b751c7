import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureCertificates } from '../certificates/ensure.js';
import { FILES } from '../certificates/files.js';
import { fitting, openFilesLimit } from './open-files.js';
import { parseOptions, USAGE, type BenchOptions } from './options.js';
import { comparePairs, type Comparison } from './pairs.js';
import { headLines, reportLines } from './report.js';
import { OURS, type RunFiles } from './subjects.js';

/** Runs the benchmark; resolves to its exit code: 0, 1 when something could not be measured, 2 for wrong usage. */
export async function main(argv: readonly string[]): Promise<number> {
  let options: BenchOptions;
  try {
    options = parseOptions(argv);
  } catch (error) {
    console.error(messageOf(error));
    return 2;
  }
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  const directory = await mkdtemp(join(tmpdir(), 'tlslp-bench-'));
  try {
    await run(options, await filesIn(directory));
    return 0;
  } catch (error) {
    console.error(messageOf(error));
    return 1;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function run(options: BenchOptions, files: RunFiles): Promise<void> {
  const { pairs, sessions, warmUp, json } = options;
  const { levels, tooMany } = fitting(options.levels, openFilesLimit());
  for (const level of tooMany) {
    console.error(
      `${level} sessions at once need more file descriptors than this process may have: left out.`,
    );
  }
  const comparisons: Comparison[] = [];
  for (const subject of OURS) {
    if (!json) for (const line of ['', subject.name, ...headLines()]) console.log(line);
    for (const level of levels) {
      const comparison = await comparePairs(subject, files, pairs, { level, sessions, warmUp });
      comparisons.push(comparison);
      if (!json) for (const line of reportLines(comparison)) console.log(line);
    }
  }
  if (json) console.log(JSON.stringify({ node: process.version, ...options, comparisons }, null, 2));
}

async function filesIn(directory: string): Promise<RunFiles> {
  await ensureCertificates(directory);
  const path = (name: keyof typeof FILES): string => join(directory, FILES[name]);
  return {
    directory,
    caCert: path('caCert'),
    serverCert: path('serverCert'),
    serverKey: path('serverKey'),
    clientCert: path('clientCert'),
    clientKey: path('clientKey'),
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
