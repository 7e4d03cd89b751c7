import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  DryRunStatus,
  MutantRunStatus,
  TestStatus,
  type DryRunResult,
  type MutantRunOptions,
  type MutantRunResult,
  type TestRunner,
} from '@stryker-mutator/api/test-runner';

/** The code that Stryker instruments reads this variable to select the active mutant. */
const ACTIVE_MUTANT = '__STRYKER_ACTIVE_MUTANT__';

const AVA = ['node_modules/ava/entrypoints/cli.mjs', '--config', 'ava.grouped.config.js', '--fail-fast'];

interface AvaRun {
  readonly code: number;
  readonly output: string;
}

/**
 * Runs ava for Stryker, which has no ava runner. A mutant of lib/a/b.ts first runs against its mirror, dist/spec/a/b.spec.js, which kills
 * most mutants. A mutant that survives runs against every spec of its folder, and then of those that depend on it.
 */
class AvaRunner implements TestRunner {
  capabilities() {
    return { reloadEnvironment: true };
  }

  async dryRun({ timeout }: { timeout: number }): Promise<DryRunResult> {
    const started = performance.now();
    const run = await ava(FOLDERS.flatMap(specsOfFolder), {}, timeout);
    if (run === null) return { status: DryRunStatus.Timeout };
    if (run.code !== 0) return { status: DryRunStatus.Error, errorMessage: run.output };
    const timeSpentMs = performance.now() - started;
    return {
      status: DryRunStatus.Complete,
      tests: [{ id: 'ava', name: 'ava', status: TestStatus.Success, timeSpentMs }],
    };
  }

  async mutantRun({ activeMutant, timeout }: MutantRunOptions): Promise<MutantRunResult> {
    const env = { [ACTIVE_MUTANT]: activeMutant.id };
    for (const specs of specsFor(activeMutant.fileName)) {
      const run = await ava(specs, env, timeout);
      if (run === null) return { status: MutantRunStatus.Timeout };
      if (run.code !== 0) {
        const failureMessage = run.output.slice(0, 2_000);
        return { status: MutantRunStatus.Killed, killedBy: ['ava'], failureMessage, nrOfTests: 1 };
      }
    }
    return { status: MutantRunStatus.Survived, nrOfTests: 1 };
  }
}

/** The folders of lib/ that are mutated, each with the folders whose specs run against its mutants. */
const TRIED_BY: Readonly<Record<string, readonly string[]>> = {
  protocol: ['protocol', 'session'],
  lines: ['lines', 'contract'],
  session: ['session'],
  records: ['records'],
};
const FOLDERS = [...new Set(Object.values(TRIED_BY).flat())];

/** The specs of a folder in one worker, and those that need one for themselves; see `ava.grouped.config.js`. */
const specsOfFolder = (folder: string): string[] => [
  `dist/spec/groups/${folder}.spec.js`,
  `dist/spec/${folder}/**/*.spec.js`,
];

/** Returns the specs that run against a mutant of this file, in order: those that kill most mutants come first. */
function specsFor(file: string): string[][] {
  const [, path = '', folder = ''] = /(?:^|\/)lib\/(([^/]+)\/.+)\.ts$/.exec(file) ?? [];
  const mirror = join('dist', 'spec', `${path}.spec.js`);
  const first = existsSync(mirror) ? [[mirror]] : [];
  return [...first, ...(TRIED_BY[folder] ?? [folder]).map(specsOfFolder)];
}

/** Runs ava. Resolves to null on a timeout: a mutant in an endless loop would never end its process. */
async function ava(
  specs: readonly string[],
  env: NodeJS.ProcessEnv,
  timeout: number,
): Promise<AvaRun | null> {
  const child = spawn(process.execPath, [...AVA, ...specs], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: Math.ceil(timeout),
    killSignal: 'SIGKILL',
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return code === null ? null : { code, output };
}

/** Stryker loads a plugin by this name. */
export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'ava', () => new AvaRunner())];
