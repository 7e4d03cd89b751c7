import { availableParallelism } from 'node:os';
import type { CheckInfo } from '../../conformance/engine/check.js';
import { outcomeOf, withKnown, type JudgedResult, type Outcome } from '../../conformance/engine/outcome.js';
import type { CheckResult } from '../../conformance/engine/result.js';
import type { RunOptions } from '../../conformance/engine/run-checks.js';
import { selectChecks, unmatchedPattern } from '../../conformance/engine/select-checks.js';
import type { RunInfo } from '../../conformance/report/run-info.js';
import { listOfChecks, TextReport } from '../../conformance/report/text.js';
import { painter } from '../../observe/tutorial/style.js';
import { showsColour } from '../shared/colour.js';
import { EXIT_CODES } from '../shared/exit-codes.js';
import type { ProgramContext } from '../shared/run-program.js';
import { CHECK } from './command-lines.js';
import { keepResult } from './keep.js';
import { readKnownFailures } from './known.js';
import { isMachineRead, writeReports } from './reports.js';
import type { CommonRequest } from './requests.js';

const USUAL_COLUMNS = 80;

/** What is checked, and how. */
export interface Kit<Info extends CheckInfo> {
  readonly checks: readonly Info[];
  /** The id of the check that everything else needs: a plain session. */
  readonly plain: string;
  readonly info: RunInfo;
  /** Plays checks. Resolves to their results. */
  readonly play: (checks: readonly Info[], options: RunOptions) => Promise<readonly CheckResult[]>;
  /** Explains, line by line, why the plain session failed. Default: nothing is explained. */
  readonly explain?: () => Promise<readonly string[]>;
}

/** Lists the checks. */
export function listKit(
  checks: readonly CheckInfo[],
  request: CommonRequest,
  { stdout, stderr }: ProgramContext,
): number {
  const wrong = wrongPattern(checks, request);
  if (wrong !== null) {
    stderr.write(wrong);
    return EXIT_CODES.usage;
  }
  const lines = listOfChecks(selectChecks(checks, request), stdout.columns ?? USUAL_COLUMNS);
  stdout.write(lines.map((line) => `${line}\n`).join(''));
  return EXIT_CODES.success;
}

/** Plays the checks that were asked for, and reports. Resolves to the exit code. */
export async function runKit<Info extends CheckInfo>(
  kit: Kit<Info>,
  request: CommonRequest,
  { stdout, stderr, interrupt }: ProgramContext,
): Promise<number> {
  const wrong = wrongPattern(kit.checks, request);
  if (wrong !== null) {
    stderr.write(wrong);
    return EXIT_CODES.usage;
  }
  const known = await readKnownFailures(request.expect, kit.checks);
  const chosen = selectChecks(kit.checks, request);
  const text = new TextReport(kit.info, {
    columns: stdout.columns ?? USUAL_COLUMNS,
    paint: painter(stdout === process.stdout && showsColour(process.stdout)),
    strict: request.strict,
  });
  const out = isMachineRead(request) ? stderr : stdout;
  const write = (lines: readonly string[]): void => {
    out.write(lines.map((line) => `${line}\n`).join(''));
  };
  const keeping: Promise<void>[] = [];
  const onResult = (result: CheckResult): JudgedResult => {
    const judged = withKnown(result, known);
    write(text.result(judged));
    if (request.keep !== null) keeping.push(keepResult(request.keep, judged));
    return judged;
  };
  const judged: JudgedResult[] = [];
  const finish = async (): Promise<Outcome> => {
    await Promise.all(keeping);
    const outcome = outcomeOf(judged, request.strict);
    write(text.foot(outcome));
    await writeReports(request, kit.info, outcome, stdout);
    return outcome;
  };

  write(text.head(chosen.length));
  const plain = kit.checks.filter(({ id }) => id === kit.plain);
  const isChosen = chosen.some(({ id }) => id === kit.plain);
  const options = { jobs: request.jobs ?? availableParallelism(), signal: interrupt };
  const [first] = await kit.play(plain, options);
  interrupt.throwIfAborted();
  if (first !== undefined && (isChosen || isBad(first))) judged.push(onResult(first));
  if (first !== undefined && isBad(first)) {
    const explained = (await kit.explain?.()) ?? [];
    if (explained.length > 0) write(['', ...explained]);
    await finish();
    return EXIT_CODES.notRun;
  }
  const rest = chosen.filter(({ id }) => id !== kit.plain);
  await kit.play(rest, { ...options, onResult: (result) => judged.push(onResult(result)) });
  interrupt.throwIfAborted();
  const { conforms } = await finish();
  return conforms ? EXIT_CODES.success : EXIT_CODES.failure;
}

function isBad({ verdict }: CheckResult): boolean {
  return verdict !== 'pass';
}

function wrongPattern(checks: readonly CheckInfo[], { only, skip }: CommonRequest): string | null {
  for (const [flag, patterns] of [
    ['--only', only],
    ['--skip', skip],
  ] as const) {
    const pattern = unmatchedPattern(checks, patterns);
    // Its rule lets only harmless characters pass.
    if (pattern !== null) return `${CHECK}: ${flag} "${pattern}": names no check (see --list)\n`;
  }
  return null;
}
