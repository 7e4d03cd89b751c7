import { difficulty } from './difficulty.js';
import type { Migration } from './migration.js';
import { records } from './records.js';
import { workTokens } from './work-tokens.js';

/** All migrations, in the order of their numbers. */
export const MIGRATIONS: readonly Migration[] = [records, workTokens, difficulty];
