import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { issueCertificates } from './certificates.js';
import { MISTAKES } from './mistakes/index.js';
import { jsonOf, lineOf, tableOf } from './report.js';
import { judgeAll, type Judged } from './run.js';
import { SEARCHED } from './search.js';

const USAGE = `Usage: npm run tutorial-judge -- [OPTIONS]

Plays clients with the mistakes that authors make against the tutorial, and counts how many it names.

  --only PATTERN  those whose id matches this regular expression
  --output        print what the tutorial said, too
  --json          print one JSON object
  --searched      print which suffixes were searched: what is slow belongs into found.ts
  --help          print this help
`;

/** Runs the judge. Resolves to the exit code: 0, or 2 for wrong usage. What the tutorial is worth is in the table, not in the code. */
export async function main(argv: readonly string[]): Promise<number> {
  let options;
  try {
    options = parse(argv);
  } catch (error) {
    process.stderr.write(`tutorial-judge: ${error instanceof Error ? error.message : 'wrong usage'}\n`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const { only, json, output, searched } = options;
  const chosen = MISTAKES.filter(({ id }) => only.test(id));
  const directory = await mkdtemp(join(tmpdir(), 'tlslp-tutorial-judge-'));
  try {
    const all: Judged[] = [];
    for await (const judged of judgeAll(chosen, await issueCertificates(directory))) {
      all.push(judged);
      if (!json) console.log(lineOf(judged));
      if (output && !json) console.log(judged.output.replace(/^/gm, '    | '));
    }
    console.log(json ? jsonOf(all) : `\n${tableOf(all)}`);
    if (searched) for (const [search, n] of SEARCHED) console.log(`  '${search}': ${n},`);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  return 0;
}

function parse(argv: readonly string[]) {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string', default: '' },
      output: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      searched: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return { ...values, only: new RegExp(values.only) };
}
