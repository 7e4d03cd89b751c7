import type { ClientCheck } from '../client-check.js';
import { ENDS_CHECKS } from './ends.js';
import { FAIL_CHECKS } from './fail.js';
import { ORDER_CHECKS } from './order.js';
import { SESSION_CHECKS } from './session.js';
import { WIRE_CHECKS } from './wire.js';

/** Every check of a client, in the order of the report. */
export const CLIENT_CHECKS: readonly ClientCheck[] = [
  ...SESSION_CHECKS,
  ...WIRE_CHECKS,
  ...FAIL_CHECKS,
  ...ENDS_CHECKS,
  ...ORDER_CHECKS,
];
