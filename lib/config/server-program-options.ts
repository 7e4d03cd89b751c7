import { defineOption, type ConfigOf } from './option-table.js';
import { fileRule, orFalse, orNull } from './rules.js';
import { LOG } from './shared-options.js';

/** The options of the program tlslp-server that are not part of `ServerConfig`. */
export const SERVER_PROGRAM_OPTIONS = {
  /** Path of the log file, or null for standard error. Default null. */
  logFile: defineOption<string | null>({
    flag: '--log-file',
    valueName: 'file',
    rule: orNull(fileRule),
    defaultValue: null,
    defaultText: 'standard error',
    group: LOG,
    help: 'Log to this file, rotated at 10 MB, instead of standard error.',
    needsRestart: true,
  }),
  /** Path of the records file; false to keep no answers; null for the default path. Default null; in tutorial mode false. */
  records: defineOption<string | false | null>({
    flag: '--records',
    valueName: 'file',
    rule: orNull(orFalse(fileRule)),
    defaultValue: null,
    defaultText: 'tlslp/records.ndjson in $XDG_STATE_HOME or ~/.local/state; none in the tutorial',
    group: 'Records:',
    help: 'Keep the answers in this file, as lines of JSON.',
    negation: { flag: '--no-records', help: 'Keep no answers.' },
    details: 'If `--records` and `--no-records` are both given, the last one counts.',
    needsRestart: true,
  }),
};

export interface ServerProgramOptions extends ConfigOf<typeof SERVER_PROGRAM_OPTIONS> {}
