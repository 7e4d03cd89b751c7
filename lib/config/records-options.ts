import { defineOption } from './option-table.js';
import { fileRule, orFalse, orNull, sizeRule, type OptionRule } from './rules.js';

const RECORDS = 'Records:';

/** Answers go to files only. Without this rule, a URL would be a directory that is called `postgres:`. */
const recordsFileRule: OptionRule<string> = {
  description: `${fileRule.description}, and no URL`,
  validate: (value): value is string => fileRule.validate(value) && !/^[a-z][a-z0-9+.-]*:\/\//i.test(value),
  parse: fileRule.parse,
  form: fileRule.form,
};

/** The options of tlslp-server about its records. */
export const RECORDS_OPTIONS = {
  /** Path of the records file; false to keep no answers; null for the default path. Default null; in tutorial mode false. */
  records: defineOption<string | false | null>({
    flag: '--records',
    valueName: 'file',
    rule: orNull(orFalse(recordsFileRule)),
    defaultValue: null,
    defaultText:
      'records.ndjson in $STATE_DIRECTORY, or tlslp/records.ndjson in $XDG_STATE_HOME or ~/.local/state; none in the tutorial',
    group: RECORDS,
    help: 'Keep the answers in this file, as lines of JSON.',
    negation: { flag: '--no-records', help: 'Keep no answers.' },
    details: 'If `--records` and `--no-records` are both given, the last one counts.',
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
      'The disk is looked at every 5 seconds. A client is refused before its work, and sessions under way go on. The log says it at the start, hourly while it is so, and when there is space again. In the library it is a number of bytes.',
  }),
};
