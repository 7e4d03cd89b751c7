import type { ClientCheck } from '../client-check.js';
import { DECOYS } from './work/decoys.js';
import { AMOUNTS } from './work/amounts.js';

/** The proof of work. */
export const WORK_CHECKS: readonly ClientCheck[] = [...AMOUNTS, ...DECOYS];
