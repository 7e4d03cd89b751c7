import type { NBitsRange } from '../../config/n-bits.js';
import { ceilingOf } from './ceiling.js';

/** Between what, and by which load, the difficulty moves. */
export interface DifficultySettings {
  /** The lowest number of zero bits. */
  readonly floor: number;
  /** The highest: that of the range, or what the deadline of WORK allows if that is less. Never below the floor. */
  readonly ceiling: number;
  /** The load that is fine at the floor. */
  readonly target: number;
}

/** @param workTimeout the deadline of WORK, in seconds */
export function settingsOf(
  { min, max }: NBitsRange,
  target: number,
  workTimeout: number,
): DifficultySettings {
  return { floor: min, ceiling: Math.max(min, Math.min(max, ceilingOf(workTimeout))), target };
}

/** Returns the nearest number of zero bits that the settings allow. */
export function withinSettings(nBits: number, { floor, ceiling }: DifficultySettings): number {
  return Math.min(Math.max(nBits, floor), ceiling);
}
