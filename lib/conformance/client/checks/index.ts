import type { ClientCheck } from '../client-check.js';
import { ORDER_CHECKS } from './order.js';
import { SESSION_CHECKS } from './session.js';

/** Every check of a client, in the order of the report. */
export const CLIENT_CHECKS: readonly ClientCheck[] = [...SESSION_CHECKS, ...ORDER_CHECKS];
