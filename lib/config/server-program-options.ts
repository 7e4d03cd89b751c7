import { defineOption, type ConfigOf } from './option-table.js';
import { RECORDS_OPTIONS } from './records-options.js';
import { fileRule, orNull } from './rules.js';
import { LOG } from './shared-options.js';
import { SPOOL_OPTIONS } from './spool-options.js';
import { STATUS_OPTIONS } from './status-options.js';
import { TRACES_OPTIONS } from './traces-options.js';
import { WORKERS_OPTIONS } from './workers-options.js';

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
  ...RECORDS_OPTIONS,
  ...SPOOL_OPTIONS,
  ...STATUS_OPTIONS,
  ...TRACES_OPTIONS,
  ...WORKERS_OPTIONS,
};

export interface ServerProgramOptions extends ConfigOf<typeof SERVER_PROGRAM_OPTIONS> {}
