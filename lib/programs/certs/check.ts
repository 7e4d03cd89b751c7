import { inspectFiles, type GivenFile } from '../../certificates/inspect/inspect.js';
import type { Report } from '../../certificates/inspect/report.js';
import { openToRead } from '../../files/open-to-read.js';
import { readAtMost } from '../../files/read-at-most.js';
import { systemErrorText } from '../../protocol/system-errors.js';
import type { ProgramContext } from '../shared/run-program.js';
import { askHidden } from './ask-hidden.js';
import { CHECK_OPTIONS } from './options.js';
import { printLine, shown } from './output.js';
import type { CheckRequest } from './requests.js';
import { readSecret } from './secrets.js';

/** A certificate file has some kilobytes, and a bundle of all public CAs a quarter of a megabyte. */
const MAX_FILE_BYTES = 4 * 1024 * 1024;
const WRONG = 1;
const LABEL_COLUMNS = 11;

/** Says what files are, and what is wrong with them. */
export async function check({ files, passwordFile }: CheckRequest, context: ProgramContext): Promise<number> {
  const given: GivenFile[] = [];
  for (const path of files) given.push(await readGiven(path));
  const { flag } = CHECK_OPTIONS.passwordFile;
  const known = passwordFile === null ? null : await readSecret(passwordFile, flag);
  const reports = await inspectFiles(given, async (path) => {
    if (known !== null) return known;
    return process.stdin.isTTY ? askHidden(`Password of ${path}: `, flag, context) : null;
  });
  for (const report of reports) {
    for (const line of describe(report)) await printLine(context.stdout, line);
  }
  const wrong = reports.flatMap(({ problems }) => problems).length;
  if (wrong === 0) return 0;
  await printLine(context.stdout, wrong === 1 ? '1 thing is wrong.' : `${wrong} things are wrong.`);
  return WRONG;
}

function* describe({ path, title, facts, problems }: Report): Iterable<string> {
  yield `${shown(path)}: ${title}`;
  for (const [label, text] of facts) yield `  ${label.padEnd(LABEL_COLUMNS)}  ${shown(text)}`;
  for (const problem of problems) yield `  ${'WRONG'.padEnd(LABEL_COLUMNS)}  ${shown(problem)}`;
}

async function readGiven(path: string): Promise<GivenFile> {
  try {
    const file = await openToRead(path);
    try {
      const { mode } = await file.stat();
      const bytes = await readAtMost(file, MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES)
        return { path, problem: 'is larger than 4 MiB: no certificate file is' };
      return { path, bytes, mode };
    } finally {
      await file.close();
    }
  } catch (error) {
    return { path, problem: `cannot be read: ${systemErrorText(error)}` };
  }
}
