/** How much is logged, from most to least. The names are the reference's. */
export const LOG_LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;

/** A level: its entries are logged, and those of all levels behind it in the list. */
export type LogLevel = (typeof LOG_LEVELS)[number];
