import { defineOption } from './option-table.js';
import { integerRule, type OptionRule } from './rules.js';

/** More would take more memory than they gain. */
const MAX_WORKERS = 256;
const numberOfWorkers = integerRule(1, MAX_WORKERS);

/** A number of worker processes, or `auto`. */
const workersRule: OptionRule<number | 'auto'> = {
  description: `${numberOfWorkers.description}, or auto`,
  validate: (value): value is number | 'auto' => value === 'auto' || numberOfWorkers.validate(value),
  parse: (text) => (text === 'auto' ? text : numberOfWorkers.parse(text)),
  form: { kind: 'integer', min: 1, max: MAX_WORKERS, words: ['auto'] },
};

/** The options of tlslp-server about its processes. */
export const WORKERS_OPTIONS = {
  /** The number of processes that run sessions; `auto` for one for each processor; with 1, this process runs them. Default 1. */
  workers: defineOption<number | 'auto'>({
    flag: '--workers',
    valueName: 'number',
    rule: workersRule,
    defaultValue: 1,
    group: 'Processes:',
    help: 'Run the sessions in so many worker processes; auto: one for each processor.',
    details:
      'With 1, one process does everything. With more, a further one holds the limits, the records, the log and the status for all workers. See [operations.md](operations.md), "More than one core".',
    needsRestart: true,
  }),
};
