import type { ClientCheck } from '../client-check.js';
import { LINE_CHECKS } from './lines.js';
import { N_BITS_CHECKS } from './n-bits.js';
import { ORDER_CHECKS } from './order.js';
import { SESSION_CHECKS } from './session.js';
import { TLS_CHECKS } from './tls/index.js';

/** Every check of a client, in the order of the report. */
export const CLIENT_CHECKS: readonly ClientCheck[] = [
  ...SESSION_CHECKS,
  ...LINE_CHECKS,
  ...ORDER_CHECKS,
  ...N_BITS_CHECKS,
  ...TLS_CHECKS,
];
