import { resolve } from 'node:path';
import { isDatabaseUrl } from '../../config/records-options.js';
import { describeRuns } from '../../records/left-marks.js';
import { LineVerifier, type LineReport } from '../../records/reading/verify-lines.js';
import type { RecordFiles } from '../../records/reading/record-files.js';
import type { LeftOut } from '../../records/reading/whole-lines.js';
import type { ProgramContext } from '../shared/run-program.js';
import { shownJson } from './json.js';
import { pathOf, withFiles } from './open.js';
import { Output } from './output.js';
import type { VerifyRequest } from './requests.js';
import { count, shown } from './texts.js';

const SOUND = 0;
const DAMAGED = 1;

/** What a check has found. */
interface Verified extends LineReport {
  readonly files: number;
  readonly sessions: number;
  readonly withoutEnd: number;
  readonly tooLong: number;
  /** Bytes after the last LF of the newest file. */
  readonly unendedBytes: number;
  readonly unread: RecordFiles['unread'];
  /** A sentence for each server that runs on these records, or was cut off. */
  readonly runs: readonly string[];
}

/** Checks every line of the records, or every row of a database. */
export async function verify(request: VerifyRequest, context: ProgramContext): Promise<number> {
  const place = pathOf(request);
  if (isDatabaseUrl(place))
    return (await import('./verify-database.js')).verifyDatabase(request, place, context);
  const verified = await withFiles(request, context, (files) => check(files, place, context.interrupt));
  const isSound = problemsOf(verified) === 0;
  const output = new Output(context.stdout);
  if (request.json) await output.line(shownJson({ sound: isSound, ...verified }));
  else for (const line of linesOf(verified, isSound)) await output.line(line);
  await output.end();
  return isSound ? SOUND : DAMAGED;
}

async function check(files: RecordFiles, path: string, interrupt: AbortSignal): Promise<Verified> {
  const verifier = new LineVerifier();
  const newest = files.files.at(-1);
  const total: LeftOut = { tooLong: 0, unended: 0 };
  for (const file of files.files) {
    const leftOut: LeftOut = { tooLong: 0, unended: 0 };
    let line = 1;
    await files.reading(file, async () => {
      for await (const lines of file.lines(leftOut)) {
        interrupt.throwIfAborted();
        line = verifier.add(lines, file.path, line);
      }
    });
    total.tooLong += leftOut.tooLong;
    // Nobody writes to a file that was moved away: its last line was torn.
    if (file === newest) total.unended = leftOut.unended;
    else if (leftOut.unended > 0) verifier.addTorn(file.path, line);
  }
  return {
    files: files.files.length,
    sessions: verifier.sessions,
    ...verifier.report,
    withoutEnd: verifier.withoutEnd,
    tooLong: total.tooLong,
    unendedBytes: total.unended,
    unread: files.unread,
    runs: await describeRuns(resolve(path)),
  };
}

function problemsOf({ torn, foreign, takenBack, tooLong, unread }: Verified): number {
  return torn + foreign + takenBack + tooLong + unread.length;
}

const PROBLEMS = { torn: 'torn', foreign: 'no record', takenBack: 'takes an earlier record back' } as const;

function linesOf(verified: Verified, isSound: boolean): string[] {
  const { files, lines, records, sessions, places, runs } = verified;
  return [
    `${count(files, 'file', 'files')}, ${count(lines, 'line', 'lines')}, ${count(records, 'record', 'records')} of ${count(sessions, 'session', 'sessions')}`,
    ...findingsOf(verified)
      .filter(([number]) => number > 0)
      .map(([number, what]) => `  ${String(number).padStart(7)}  ${what}`),
    ...places.map(({ path, line, problem }) => `  ${shown(path)}, line ${line}: ${PROBLEMS[problem]}`),
    ...runs,
    isSound ? 'Sound.' : 'Damaged: the lines above are lost. All other records count.',
  ];
}

/** What was found, each with its number. */
function findingsOf(verified: Verified): [number, string][] {
  const found: [number, string, string][] = [
    [
      verified.torn,
      'torn line, as a crash or a full disk leaves it',
      'torn lines, as a crash or a full disk leaves them',
    ],
    [verified.foreign, 'line of JSON that is no record', 'lines of JSON that are no records'],
    [verified.tooLong, 'line of more than 32 MiB', 'lines of more than 32 MiB'],
    [
      verified.takenBack,
      'record that takes an earlier one of its session back',
      'records that take an earlier one of their session back',
    ],
    [verified.unread.length, 'file that could not be read', 'files that could not be read'],
    [
      verified.withoutEnd,
      'session without an end: at DONE now, or killed there',
      'sessions without an end: at DONE now, or killed there',
    ],
    [
      verified.outOfOrder,
      'record a minute or more out of order: was the clock set?',
      'records a minute or more out of order: was the clock set?',
    ],
    [verified.repeated, 'record that is there twice: harmless', 'records that are there twice: harmless'],
    [verified.blank, 'blank line: harmless', 'blank lines: harmless'],
    [
      verified.unendedBytes,
      'byte after the last line: being written, or torn',
      'bytes after the last line: being written, or torn',
    ],
  ];
  return found.map(([number, one, several]) => [number, number === 1 ? one : several]);
}
