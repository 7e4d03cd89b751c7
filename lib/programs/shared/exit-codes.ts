import type { ErrorCode } from '../../protocol/errors.js';

/** The exit codes of the programs. docs/operations.md explains them, and a test compares the two. 69 and 78 are those of sysexits.h. */
export const EXIT_CODES = {
  success: 0,
  failure: 1,
  usage: 2,
  drainCutShort: 3,
  notRun: 3,
  cannotBind: 69,
  badConfiguration: 78,
  interrupted: 130,
  quit: 131,
  terminated: 143,
} as const;

export type ExitName = keyof typeof EXIT_CODES;

/** What each code means, for docs/operations.md and the man pages. */
export const EXIT_MEANINGS: Readonly<Record<ExitName, string>> = {
  success: 'Success: an orderly stop, a passed tutorial, DONE and OK, or a good configuration.',
  failure: 'A failure while it ran: the line on standard error says which.',
  usage: 'Wrong usage: an unknown option, or a flag with a wrong value.',
  drainCutShort: 'The stop was cut short: sessions were still under way.',
  notRun: 'tlslp-check: the program could not be run, or it fails the plain session.',
  cannotBind: 'The server cannot listen: the port is taken, or the address is not one of this machine.',
  badConfiguration:
    'A bad configuration: an option of the file or of the environment, a certificate, or a file that cannot be used.',
  interrupted: 'Ended at once by SIGINT.',
  quit: 'Ended at once by SIGQUIT.',
  terminated: 'Ended at once by SIGTERM.',
};

export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

/** The exit codes of tlslp-server for a failure with one of these codes; every other failure is 1. */
export const SERVER_FAILURES: Readonly<Partial<Record<ErrorCode, ExitCode>>> = {
  unusable_address: EXIT_CODES.cannotBind,
  invalid_option: EXIT_CODES.badConfiguration,
  insecure_host: EXIT_CODES.badConfiguration,
  unusable_certificate: EXIT_CODES.badConfiguration,
  unusable_file: EXIT_CODES.badConfiguration,
};
