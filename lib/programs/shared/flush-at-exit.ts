const flushes = new Set<() => void>();

/**
 * Calls this when the process exits, also on an uncaught exception. Only what is synchronous has an effect then.
 * @returns ends that
 */
export function flushAtExit(flush: () => void): () => void {
  // One listener for all: Node warns of many.
  if (flushes.size === 0) process.on('exit', flushAll);
  flushes.add(flush);
  return () => {
    if (flushes.delete(flush) && flushes.size === 0) process.off('exit', flushAll);
  };
}

function flushAll(): void {
  for (const flush of flushes) flush();
}
