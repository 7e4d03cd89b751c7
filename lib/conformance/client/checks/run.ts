import type { ClientCheck } from '../client-check.js';
import { RUN_FAILURES } from './run/failures.js';
import { RUN_HOSTS } from './run/hosts.js';
import { RUN_TRACES } from './run/traces.js';

/** The program: how it starts and ends, and what it leaves behind. */
export const RUN_CHECKS: readonly ClientCheck[] = [...RUN_HOSTS, ...RUN_FAILURES, ...RUN_TRACES];
