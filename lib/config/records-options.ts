import { defineOption, defineSwitch } from './option-table.js';
import { fileRule, orFalse, orNull, sizeRule, type OptionRule } from './rules.js';

const RECORDS = 'Records:';

const URL_START = /^[a-z][a-z0-9+.-]*:\/\//i;

/** Returns whether a place of records is a database of PostgreSQL, and not a file. */
export function isDatabaseUrl(place: string): boolean {
  return /^postgres(?:ql)?:\/\//i.test(place);
}

/** Where records are kept. Without this rule, a URL of another kind would be a directory that is called `mysql:`. */
export const recordsPlaceRule: OptionRule<string> = {
  description: 'the path of a file (not empty, no NUL character), or a postgresql:// URL',
  validate: (value): value is string =>
    fileRule.validate(value) && (!URL_START.test(value) || isDatabaseUrl(value)),
  parse: fileRule.parse,
  form: fileRule.form,
};

/** The options of tlslp-server about its records. */
export const RECORDS_OPTIONS = {
  /** Path of the records file, or URL of a PostgreSQL database; false to keep no answers; null for the default path. Default null; in tutorial mode false. */
  records: defineOption<string | false | null>({
    flag: '--records',
    valueName: 'place',
    rule: orNull(orFalse(recordsPlaceRule)),
    defaultValue: null,
    defaultText:
      'records.ndjson in $STATE_DIRECTORY, or tlslp/records.ndjson in $XDG_STATE_HOME or ~/.local/state; none in the tutorial',
    group: RECORDS,
    help: 'Keep the answers in this file, as lines of JSON, or in this database (postgresql:// URL).',
    negation: { flag: '--no-records', help: 'Keep no answers.' },
    details:
      'If `--records` and `--no-records` are both given, the last one counts. A database needs the package pg, and `tlslp-records migrate` before the first start; docs/records.md has a quick start. Other users of the machine can see a password in a command line: use `PGPASSFILE`, `PGSERVICE`, or `TLSLP_RECORDS`.',
    needsRestart: true,
  }),
  /** Whether to use a database whose commits a crash can take back. Default false. */
  weakCommits: defineSwitch({
    flag: '--weak-commits',
    group: RECORDS,
    help: 'Use a database also if a crash can lose what it has just committed.',
    details:
      'Without it, the server sends DONE only after a commit that is on the disk of the database, and does not start where `fsync` is off, or where `synchronous_commit` is off, local or remote_write for its user.',
    needsRestart: true,
  }),
  /** The free space of the records' disk below which new sessions are refused, in bytes; 0 for no limit. Default 100000000. */
  minFreeSpace: defineOption<number>({
    flag: '--min-free-space',
    valueName: 'size',
    rule: sizeRule(0, Number.MAX_SAFE_INTEGER),
    defaultValue: 100_000_000,
    defaultText: '100MB',
    group: RECORDS,
    help: "Refuse new sessions while the records' disk has less free space, with its unit; 0 for never.",
    details:
      'With a database it is the disk of the spool, and it counts only while records go there. The disk is looked at every 5 seconds. A client is refused before its work, and sessions under way go on. The log says it at the start, hourly while it is so, and when there is space again. In the library it is a number of bytes.',
  }),
};
