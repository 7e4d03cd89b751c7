import { DEFAULT_OTHER_TIMEOUT, DEFAULT_WORK_TIMEOUT } from '../protocol/constants.js';
import { LOG_LEVELS, type LogLevel } from './log-levels.js';
import { defineOption } from './option-table.js';
import { fileRule, logLevelRule, orNull, threadsRule, timeoutRule } from './rules.js';

// Options that several programs share. A program can replace the help and the details.

export const CERTIFICATES = 'Certificates (tlslp-certs init makes them):';
export const CHALLENGE = 'Requests to clients:';
export const DEADLINES = 'Deadlines:';
export const LOG = 'Log:';

export const caCertOption = defineOption<string>({
  flag: '--ca-cert',
  valueName: 'file',
  rule: fileRule,
  defaultValue: 'certificates/ca_cert.pem',
  group: CERTIFICATES,
  help: 'The CA certificates to verify the peer with, PEM.',
});

export const workTimeoutOption = defineOption<number>({
  flag: '--work-timeout',
  valueName: 'seconds',
  rule: timeoutRule,
  defaultValue: DEFAULT_WORK_TIMEOUT,
  group: DEADLINES,
  help: 'Deadline of the proof of work.',
});

export const otherTimeoutOption = defineOption<number>({
  flag: '--other-timeout',
  valueName: 'seconds',
  rule: timeoutRule,
  defaultValue: DEFAULT_OTHER_TIMEOUT,
  group: DEADLINES,
  help: 'Deadline of every other step.',
});

export const logLevelOption = defineOption<LogLevel>({
  flag: '--log-level',
  valueName: 'level',
  rule: logLevelRule,
  defaultValue: 'INFO',
  group: LOG,
  help: `The lowest level to log: ${LOG_LEVELS.join(', ')}.`,
  details: 'Lower case is accepted.',
});

export const threadsOption = defineOption<number | null>({
  flag: '--threads',
  valueName: 'number',
  rule: orNull(threadsRule),
  defaultValue: null,
  defaultText: 'as many as the machine runs at once',
  group: 'Work:',
  help: 'Threads that search for the proof of work, 1 to 256.',
});
