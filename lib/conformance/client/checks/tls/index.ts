import type { ClientCheck } from '../../client-check.js';
import { TROUBLE_CHECKS } from './trouble.js';
import { TRUSTED_CHECKS } from './trusted.js';
import { UNTRUSTED_CHECKS } from './untrusted.js';
import { VERSION_CHECKS } from './versions.js';

/** Who the server is, which version it speaks, and what goes wrong below the lines. */
export const TLS_CHECKS: readonly ClientCheck[] = [
  ...TRUSTED_CHECKS,
  ...UNTRUSTED_CHECKS,
  ...VERSION_CHECKS,
  ...TROUBLE_CHECKS,
];
