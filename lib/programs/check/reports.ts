import { writeFile } from 'node:fs/promises';
import type { Outcome } from '../../conformance/engine/outcome.js';
import { jsonReport } from '../../conformance/report/json.js';
import { junitReport } from '../../conformance/report/junit.js';
import type { RunInfo } from '../../conformance/report/run-info.js';
import { tapReport } from '../../conformance/report/tap.js';
import { ConfigError } from '../../protocol/errors.js';
import { showPath } from '../../protocol/escape.js';
import { systemErrorText } from '../../protocol/system-errors.js';
import { writeText, type ProgramStream } from '../shared/standard-streams.js';
import { STANDARD_OUTPUT } from './options.js';
import type { CommonRequest } from './requests.js';

/** Whether a report for programs takes the place of the text on standard output. */
export function isMachineRead({ json, junit, tap }: CommonRequest): boolean {
  return [json, junit, tap].includes(STANDARD_OUTPUT);
}

/**
 * Makes the files of the reports, before anything is played for them.
 * @throws {ConfigError} `unusable_file`: one cannot be written
 */
export async function prepareReports({ json, junit, tap }: CommonRequest): Promise<void> {
  for (const place of [json, junit, tap]) {
    if (place !== null && place !== STANDARD_OUTPUT) await save(place, '');
  }
}

/**
 * Writes the reports that were asked for.
 * @throws {ConfigError} `unusable_file`: one cannot be written
 */
export async function writeReports(
  { json, junit, tap, strict }: CommonRequest,
  info: RunInfo,
  outcome: Outcome,
  stdout: ProgramStream,
): Promise<void> {
  const wanted = [
    [json, () => jsonReport(info, outcome)],
    [junit, () => junitReport(info, outcome, strict)],
    [tap, () => tapReport(info, outcome, strict)],
  ] as const;
  for (const [place, format] of wanted) {
    if (place === null) continue;
    if (place === STANDARD_OUTPUT) await writeText(stdout, format());
    else await save(place, format());
  }
}

async function save(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (cause) {
    const message = `The report ${showPath(path)} cannot be written: ${systemErrorText(cause)}.`;
    throw new ConfigError('unusable_file', message, { cause });
  }
}
