import type { CommandSet, SubcommandLine } from '../../config/command-line.js';
import { completionOption } from '../../config/source-options.js';
import {
  EXPORT_OPTIONS,
  LIST_OPTIONS,
  MIGRATE_OPTIONS,
  MISSING_OPTIONS,
  SHIP_ARGUMENTS,
  SHIP_OPTIONS,
  SHOW_OPTIONS,
  STATS_OPTIONS,
  VERIFY_OPTIONS,
  WHO_ARGUMENTS,
  WHY_OPTIONS,
} from './options.js';

export const RECORDS = 'tlslp-records';

const DOCS = '\n\ndocs/records.md has recipes, docs/options.md explains every option.';

/** The commands of tlslp-records, by their word. */
export const RECORDS_COMMANDS = {
  list: {
    name: `${RECORDS} list`,
    summary: 'list the participants and how they stand',
    description:
      'Prints a line for each participant: his state, his tries, when he was done for the first and the last time, and how many answers he has changed in between. No answer is shown.',
    options: LIST_OPTIONS,
    footer: `Examples:
  $ ${RECORDS} list
  $ ${RECORDS} list --records answers.ndjson --json${DOCS}`,
  },
  show: {
    name: `${RECORDS} show`,
    summary: 'show all tries of a participant, answers included',
    description:
      'Shows everything about one participant: his certificate, and each try with its answers. What he has answered comes to your terminal.',
    usage: '[options] <participant>',
    arguments: WHO_ARGUMENTS,
    options: SHOW_OPTIONS,
    footer: `Examples:
  $ ${RECORDS} show "Ada Lovelace"
  $ ${RECORDS} show 3F:A2:C1:D0${DOCS}`,
  },
  why: {
    name: `${RECORDS} why`,
    summary: 'say what went wrong in each try, and what helps',
    description:
      'Says in a sentence for each try of a participant what happened, and in another one what would help. No answer is shown.',
    usage: '[options] <participant>',
    arguments: WHO_ARGUMENTS,
    options: WHY_OPTIONS,
    footer: `Examples:
  $ ${RECORDS} why "Ada Lovelace"
  $ ${RECORDS} why ada@example.com${DOCS}`,
  },
  export: {
    name: `${RECORDS} export`,
    summary: 'write the answers as CSV or JSON, to grade them',
    description:
      "Writes the answers to standard output: of each participant's last try that is done, or of other tries.",
    options: EXPORT_OPTIONS,
    footer: `Examples:
  $ ${RECORDS} export --bom > answers.csv
  $ ${RECORDS} export --first --before 2026-05-01T08:00Z --names EMAIL1
  $ ${RECORDS} export --all --format ndjson${DOCS}`,
  },
  missing: {
    name: `${RECORDS} missing`,
    summary: 'say who of a roster is not done yet',
    description:
      'Prints a line for each person of a CSV file who is not done: he never came, or how his last try ended. No answer is shown.',
    usage: '[options] --roster <file>',
    options: MISSING_OPTIONS,
    footer: `Examples:
  $ ${RECORDS} missing --roster people.csv
  $ ${RECORDS} missing --roster people.csv --json${DOCS}`,
  },
  stats: {
    name: `${RECORDS} stats`,
    summary: 'count tries, durations and failures',
    description:
      'Counts participants and tries, says how long tries and their work took, and where tries failed. No answer is shown.',
    options: STATS_OPTIONS,
    footer: `Examples:
  $ ${RECORDS} stats
  $ ${RECORDS} stats --json${DOCS}`,
  },
  verify: {
    name: `${RECORDS} verify`,
    summary: 'check the file: torn lines, order, tries without an end',
    description:
      'Checks every line of the records. Exits with 1 if a line is torn, is no record or takes another one back, or if a file cannot be read.',
    options: VERIFY_OPTIONS,
    footer: `Examples:
  $ ${RECORDS} verify
  $ ${RECORDS} verify --records backup/records.ndjson.gz${DOCS}`,
  },
  ship: {
    name: `${RECORDS} ship`,
    summary: 'bring a file or a spool into a database',
    description:
      'Brings the last record of each session into a PostgreSQL database: from a records file with what a rotation moved away, or from a spool whose server is gone. No file is changed, and it can be repeated. Exits with 1 if the database refuses a record, or a file cannot be read to its end.',
    usage: '[options] <file> [url]',
    arguments: SHIP_ARGUMENTS,
    options: SHIP_OPTIONS,
    footer: `Examples:
  $ ${RECORDS} ship answers.ndjson postgresql://db.example/answers
  $ ${RECORDS} ship /var/lib/tlslp/spool "postgresql:///?service=answers"${DOCS}`,
  },
  migrate: {
    name: `${RECORDS} migrate`,
    summary: 'make or update the tables in a database',
    description:
      'Makes the schema tlslp in a PostgreSQL database, or brings it up to this version. Each step is a transaction, and two runs at once are safe. A server starts only on a schema of its own version.',
    options: MIGRATE_OPTIONS,
    footer: `Examples:
  $ ${RECORDS} migrate --records postgresql://owner@db.example/answers
  $ ${RECORDS} migrate --dry-run --records "postgresql:///?service=answers"${DOCS}`,
  },
} satisfies Readonly<Record<string, SubcommandLine>>;

export type RecordsCommand = keyof typeof RECORDS_COMMANDS;

/** The command line of tlslp-records. */
export const RECORDS_COMMAND_SET: CommandSet = {
  name: RECORDS,
  description:
    'Reads the records of a server, also while it runs: who is done, why not, and what was answered.',
  commands: Object.values(RECORDS_COMMANDS),
  options: { completion: completionOption },
  footer: `Examples:
  $ ${RECORDS} list
  $ ${RECORDS} why "Ada Lovelace"
  $ ${RECORDS} export > answers.csv

"${RECORDS} COMMAND --help" explains a command, docs/records.md has recipes.
"man ${RECORDS}" has it all; --completion prints the completion for a shell.`,
};
