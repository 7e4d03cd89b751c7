import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';

/** How many descriptors are kept for files, and for what an embedder opens: a share of the limit, within bounds. */
const RESERVED_SHARE = 0.05;
const MIN_RESERVED = 8;
const MAX_RESERVED = 256;

/**
 * Returns the first descriptor that new connections must not take. The kernel gives the lowest number that is free, so a connection with
 * this number says that all below are in use: nothing has to be counted. Infinity where the limit is not known (only Linux tells it).
 */
export function descriptorThreshold(limits: string | null = readLimits()): number {
  const soft = /^Max open files +(\d+)/m.exec(limits ?? '')?.[1];
  if (soft === undefined) return Infinity;
  const limit = Number(soft);
  const reserved = Math.min(MAX_RESERVED, Math.max(MIN_RESERVED, Math.ceil(limit * RESERVED_SHARE)));
  return limit - reserved;
}

/** Returns the descriptor of a socket; -1 where Node does not tell it. */
export function descriptorOf(socket: Socket): number {
  const { _handle: handle } = socket as { readonly _handle?: unknown };
  if (typeof handle !== 'object' || handle === null || !('fd' in handle)) return -1;
  return typeof handle.fd === 'number' ? handle.fd : -1;
}

function readLimits(): string | null {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return null;
  }
}
