import { defineOption } from './option-table.js';
import { fileRule, orFalse, orNull, timeoutRule } from './rules.js';

const RECORDS = 'Records:';

/** The options of tlslp-server about the spool of a database. */
export const SPOOL_OPTIONS = {
  /** Directory of the spool; false for none; null for the default directory. Default null. */
  spool: defineOption<string | false | null>({
    flag: '--spool',
    valueName: 'directory',
    rule: orNull(orFalse(fileRule)),
    defaultValue: null,
    defaultText: 'spool in $STATE_DIRECTORY, or tlslp/spool in $XDG_STATE_HOME or ~/.local/state',
    group: RECORDS,
    help: 'With a database: keep the answers here while it cannot take them, and ship them later.',
    negation: { flag: '--no-spool', help: 'Give clients FAIL while the database cannot take their answers.' },
    details:
      'On a local disk. Several servers may share it. If `--spool` and `--no-spool` are both given, the last one counts. docs/records.md says how it works.',
    needsRestart: true,
  }),
  /** The time that a database has for answers before they go to the spool, in seconds. Default 2. */
  spoolAfter: defineOption<number>({
    flag: '--spool-after',
    valueName: 'seconds',
    rule: timeoutRule,
    defaultValue: 2,
    group: RECORDS,
    help: 'Time that the database has before answers go to the spool, in seconds.',
    needsRestart: true,
  }),
};
