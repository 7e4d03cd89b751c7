import { SeededRandom } from '../class/random.js';
import { plotOf } from './plot.js';
import { simulate, type Result } from './run.js';
import type { Scenario } from './scenario.js';
import { fixed, scenarios } from './scenarios.js';
import { timesTable } from './times.js';
import { tableOf } from './table.js';

function seededNumbers(seed: number): () => number {
  const random = new SeededRandom(seed);
  return () => random.float();
}

export interface Simulation {
  /** A table of Markdown: how long each number of bits takes, and on what. */
  readonly times: string;
  /** A table of Markdown: each scenario with a range, and with its lowest number of bits alone. */
  readonly table: string;
  /** The plots, by the name of their scenario. */
  readonly plots: ReadonlyMap<string, string>;
}

/** Simulates all scenarios. The same seed gives the same bytes. */
export function simulateAll(seed: number): Simulation {
  const rows = scenarios(seededNumbers(seed)).flatMap((scenario) =>
    [scenario, fixed(scenario)].map((each): [Scenario, Result] => [
      each,
      simulate(each, seededNumbers(seed)),
    ]),
  );
  const plots = rows.flatMap(([scenario, result], index): [string, string][] =>
    index % 2 === 0 ? [[scenario.name, plotOf(scenario, result)]] : [],
  );
  return { times: timesTable(), table: tableOf(rows), plots: new Map(plots) };
}
