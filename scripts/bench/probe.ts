import type { Usage, UsageRequest } from './messages.js';

/**
 * Loaded by `--import` into every server that is measured, so that the server itself is measured as it is: a program that knows
 * nothing of the benchmark. It sleeps until it is asked.
 */
process.on('message', ({ collect }: UsageRequest) => {
  const { user, system } = process.cpuUsage();
  // Twice: what a finalizer lets go of is collected by the next one only.
  if (collect) for (let i = 0; i < 2; i++) globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  const usage: Usage = { cpuMs: (user + system) / 1000, rssBytes: rss, heapBytes: heapUsed + external };
  process.send?.(usage);
});

// The benchmark is gone, however it went: nothing of it is left behind.
process.on('disconnect', () => process.exit());
