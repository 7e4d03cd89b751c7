import type { Control } from './control.js';
import type { Scanner } from './scanner.js';

/** The batches of one thread: first, first + stride, first + 2 * stride, and so on. */
export interface Share {
  readonly first: number;
  readonly stride: number;
}

/** Searches a share of the batches for a suffix. Returns null when it is stopped. */
export function search(scanner: Scanner, { first, stride }: Share, control: Control): string | null {
  for (let index = first; !control.stopped; index += stride) {
    const [suffix] = scanner.scan(index);
    control.tried(scanner.batch);
    if (suffix !== undefined) return suffix;
  }
  return null;
}
