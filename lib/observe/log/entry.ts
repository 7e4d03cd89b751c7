import type { LogLevel } from '../../config/log-levels.js';

export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

export interface LogEntry {
  readonly level: LogLevel;
  readonly fields: LogFields;
  readonly message: string;
}

export function entry(level: LogLevel, message: string, fields: LogFields): LogEntry {
  return { level, fields, message };
}
