import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureCertificates } from '../certificates/ensure.js';
import { FILES } from '../certificates/files.js';
import { measureCpu } from './cpu.js';
import { measureMemory, MIN_SESSIONS_FOR_MEMORY } from './memory.js';
import { fitting, openFilesLimit } from './open-files.js';
import { parseOptions, USAGE, type BenchOptions } from './options.js';
import { headLines, reportLines, type Comparison } from './report.js';
import { BARE, OURS, type RunFiles, type Subject } from './subjects.js';

/** Memory hardly varies from run to run. */
const MAX_MEMORY_PAIRS = 3;

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
  const { levels, tooMany } = fitting(options.levels, openFilesLimit());
  for (const level of tooMany) {
    console.error(
      `${level} sessions at once need more file descriptors than a process may have here: left out.`,
    );
  }
  const comparisons: Comparison[] = [];
  for (const subject of OURS) {
    if (!options.json) for (const line of headLines(subject.name)) console.log(line);
    for (const level of levels) {
      const comparison = await compare(subject, files, level, options);
      comparisons.push(comparison);
      if (!options.json) for (const line of reportLines(comparison)) console.log(line);
    }
  }
  if (options.json) console.log(JSON.stringify({ node: process.version, ...options, comparisons }, null, 2));
}

async function compare(
  subject: Subject,
  files: RunFiles,
  level: number,
  options: BenchOptions,
): Promise<Comparison> {
  const cpu = await measureCpu(subject, BARE, files, { ...options, level });
  const pairs = Math.min(options.pairs, MAX_MEMORY_PAIRS);
  const memory =
    level < MIN_SESSIONS_FOR_MEMORY ? null : await measureMemory(subject, BARE, files, { level, pairs });
  return { server: subject.name, level, cpu, memory };
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
