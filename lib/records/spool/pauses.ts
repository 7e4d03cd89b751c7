import type { PauseBounds } from '../../protocol/growing-pauses.js';

/** The pauses between tries to ship. A database that is back is noticed within the longest one. */
export const SHIP_PAUSES: PauseBounds = { firstMs: 200, longestMs: 5000 };
