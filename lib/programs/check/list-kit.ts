import type { CheckInfo } from '../../conformance/engine/check.js';
import { selectChecks, unmatchedPattern } from '../../conformance/engine/select-checks.js';
import { jsonListOfChecks, listOfChecks } from '../../conformance/report/list.js';
import { EXIT_CODES } from '../shared/exit-codes.js';
import type { ProgramContext } from '../shared/run-program.js';
import { CHECK } from './command-lines.js';
import type { CommonRequest } from './requests.js';

/** The width of the text where it does not go to a terminal. */
export const USUAL_COLUMNS = 80;

/** Lists the checks that are selected: on a terminal in its width, elsewhere a line each, with `--json` as JSON. Returns the exit code. */
export function listKit(
  checks: readonly CheckInfo[],
  request: CommonRequest,
  { stdout, stderr }: ProgramContext,
): number {
  const wrong = wrongSelection(checks, request);
  if (wrong !== null) {
    stderr.write(wrong);
    return EXIT_CODES.usage;
  }
  const selected = selectChecks(checks, request);
  if (request.json !== null) {
    stdout.write(jsonListOfChecks(selected));
  } else {
    const lines = listOfChecks(selected, stdout.columns ?? null);
    stdout.write(lines.map((line) => `${line}\n`).join(''));
  }
  return EXIT_CODES.success;
}

/** The line for a selection that names no check, or leaves none; null for a right one. */
export function wrongSelection(checks: readonly CheckInfo[], request: CommonRequest): string | null {
  for (const [flag, patterns] of [
    ['--only', request.only],
    ['--skip', request.skip],
  ] as const) {
    const pattern = unmatchedPattern(checks, patterns);
    // Its rule lets only harmless characters pass.
    if (pattern !== null) return `${CHECK}: ${flag} "${pattern}": names no check (see --list)\n`;
  }
  if (selectChecks(checks, request).length > 0) return null;
  return `${CHECK}: no check is left by --only, --skip and --level (see --list)\n`;
}
