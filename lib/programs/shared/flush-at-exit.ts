const flushes = new Set<() => void>();

/**
 * Calls `flush` when the process exits, also after an uncaught exception. Only synchronous code has an effect then.
 * @returns a function that cancels the call
 */
export function flushAtExit(flush: () => void): () => void {
  // One listener for all functions: Node warns about too many listeners.
  if (flushes.size === 0) process.on('exit', flushAll);
  flushes.add(flush);
  return () => {
    if (flushes.delete(flush) && flushes.size === 0) process.off('exit', flushAll);
  };
}

function flushAll(): void {
  for (const flush of flushes) flush();
}
