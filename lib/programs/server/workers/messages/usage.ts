import { defineTell } from '../channel/service.js';

/** Of a worker, with a status page, at intervals: its CPU time in seconds, its resident memory and its used heap in bytes. */
export const USAGE =
  defineTell<readonly [cpuSeconds: number, residentBytes: number, heapBytes: number]>('use-');

/** The time between two of them, in milliseconds. */
export const USAGE_MS = 2000;
