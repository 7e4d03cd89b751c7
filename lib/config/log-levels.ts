/** The log levels, from the most to the least output. The names are those of the reference implementation. */
export const LOG_LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;

/** A log level. Entries of this level and of all later levels in the list are logged. */
export type LogLevel = (typeof LOG_LEVELS)[number];
