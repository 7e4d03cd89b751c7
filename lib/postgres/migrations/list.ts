import type { Migration } from './migration.js';
import { records } from './records.js';

/** All migrations, in the order of their numbers. */
export const MIGRATIONS: readonly Migration[] = [records];
