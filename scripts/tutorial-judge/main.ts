import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { issueCertificates } from './certificates.js';
import { MISTAKES } from './mistakes/index.js';
import { jsonOf, lineOf, shortfalls, tableOf } from './report.js';
import { judgeAll, type Judged } from './run.js';
import { SEARCHED } from './search.js';

const USAGE = `Usage: npm run tutorial-judge -- [OPTIONS]

Plays clients with the mistakes that authors make against the tutorial, and counts how many it names.

  --only PATTERN  those whose id matches this regular expression
  --output        print what the tutorial said, too
  --json          print one JSON object
  --searched      print which suffixes were searched: what is slow belongs into found.ts
  --goal          fail below 85 % named, above 2 % wrong, or when one is unnoticed
  --help          print this help
`;

/** Runs the judge. Resolves to the exit code: 0; 1 if the goal is asked for and missed; 2 for wrong usage. */
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
  const { goal, only, json, output, searched } = options;
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
    const missed = goal ? shortfalls(all) : [];
    for (const shortfall of missed) process.stderr.write(`tutorial-judge: ${shortfall}\n`);
    if (searched) for (const [search, n] of SEARCHED) console.log(`  '${search}': ${n},`);
    return missed.length === 0 ? 0 : 1;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function parse(argv: readonly string[]) {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string', default: '' },
      output: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      searched: { type: 'boolean', default: false },
      goal: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return { ...values, only: new RegExp(values.only) };
}
