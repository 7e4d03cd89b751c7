import type { ServerProgramOptions } from '../../../lib/config/server-program-options.js';

/** The options of the program that are not those of its server, when none is given. */
export const PROGRAM_DEFAULTS: ServerProgramOptions = {
  records: null,
  logFile: null,
  minFreeSpace: 100_000_000,
  traces: false,
  weakCommits: false,
  spool: null,
  spoolAfter: 2,
  workers: 1,
  status: null,
  statusTokenFile: null,
  statusClientCa: null,
  statusTls: false,
  statusHost: [],
};
