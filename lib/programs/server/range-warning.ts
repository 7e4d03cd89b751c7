import { DEFAULT_N_BITS_TARGET } from '../../config/difficulty-options.js';
import type { ServerConfig } from '../../config/server-config.js';
import { settingsOf } from '../../work/difficulty/settings.js';

/** Returns what to tell the operator of a range that the deadline of WORK cuts; null if it does not. docs/n-bits.md has the formula. */
export function rangeWarning({ nBits, workTimeout }: ServerConfig): string | null {
  if (typeof nBits === 'number') return null;
  const { ceiling } = settingsOf(nBits, DEFAULT_N_BITS_TARGET, workTimeout);
  if (ceiling === nBits.max) return null;
  return `n-bits ${nBits.min}..${nBits.max} goes up to ${ceiling}: above, slow clients would not be done within the work-timeout of ${workTimeout} s`;
}
