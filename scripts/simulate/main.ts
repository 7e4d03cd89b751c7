import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { numberOf } from '../bench/number-option.js';
import { simulateAll } from './simulation.js';

const USAGE = `Usage: npm run simulate -- [OPTIONS]

Simulates a quiet day, a class that starts at nine, and two floods, with the controller of the server and the law of solving
times. Prints the tables, and writes the plots of docs/n-bits.md.

  --seed N         who comes when, and how long each search takes: 0 to 4294967295 (1)
  --directory DIR  write the plots there (docs)
  --help           print this help
`;

/** The seed of the plots in the documents. */
export const DOCUMENTED_SEED = 1;

/** Returns the name of a scenario's plot. */
export function plotName(scenario: string): string {
  return `n-bits-${scenario}.svg`;
}

/** Resolves to the exit code: 0, or 2 for wrong usage. */
export async function main(argv: readonly string[]): Promise<number> {
  let options;
  try {
    options = parse(argv);
  } catch (error) {
    process.stderr.write(`simulate: ${error instanceof Error ? error.message : 'wrong usage'}\n`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const { times, table, plots } = simulateAll(options.seed);
  for (const [scenario, plot] of plots) await writeFile(join(options.directory, plotName(scenario)), plot);
  process.stdout.write(`${times}\n\n${table}\n`);
  return 0;
}

function parse(argv: readonly string[]) {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      seed: { type: 'string', default: String(DOCUMENTED_SEED) },
      directory: { type: 'string', default: 'docs' },
      help: { type: 'boolean', default: false },
    },
  });
  const seed = numberOf('--seed', values.seed, /^\d{1,10}$/, [0, 4294967295], 'an integer');
  return { seed, directory: values.directory, help: values.help };
}
