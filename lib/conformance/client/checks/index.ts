import type { ClientCheck } from '../client-check.js';
import { ENDS_CHECKS } from './ends.js';
import { FAIL_CHECKS } from './fail.js';
import { LINE_CHECKS } from './lines.js';
import { N_BITS_CHECKS } from './n-bits.js';
import { ORDER_CHECKS } from './order.js';
import { RUN_CHECKS } from './run.js';
import { SESSION_CHECKS } from './session.js';
import { SILENCE_CHECKS } from './silence.js';
import { TLS_CHECKS } from './tls/index.js';
import { TURN_CHECKS } from './turns.js';
import { VALUE_CHECKS } from './values.js';
import { WIRE_CHECKS } from './wire.js';
import { WORK_CHECKS } from './work.js';

/** Every check of a client, in the order of the report: those that wait longest come last. */
export const CLIENT_CHECKS: readonly ClientCheck[] = [
  ...SESSION_CHECKS,
  ...WORK_CHECKS,
  ...VALUE_CHECKS,
  ...LINE_CHECKS,
  ...ORDER_CHECKS,
  ...N_BITS_CHECKS,
  ...WIRE_CHECKS,
  ...FAIL_CHECKS,
  ...ENDS_CHECKS,
  ...TLS_CHECKS,
  ...RUN_CHECKS,
  ...TURN_CHECKS,
  ...SILENCE_CHECKS,
];
