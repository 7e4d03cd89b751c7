import { readdirSync } from 'node:fs';
import type { Holdings, HoldingsRequest } from './holdings.js';

/**
 * Loaded by `--import` beside a server, which itself needs no code for it. Answers what the process holds, and does nothing until it is
 * asked. Needs `--expose-gc` and a channel to its parent.
 */
process.on('message', (_: HoldingsRequest) => {
  process.send?.(holdings());
});

// The server has to end by itself, when nothing of its own is open.
process.channel?.unref();

// The parent is gone, perhaps by a crash: leave no process behind.
process.on('disconnect', () => process.exit());

function holdings(): Holdings {
  // Twice: only the second collection frees what a finalizer has released.
  for (let i = 0; i < 2; i++) globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  const resources: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  return { rssBytes: rss, heapBytes: heapUsed + external, descriptors: openDescriptors(), resources };
}

/** One of them is the listing's own. */
function openDescriptors(): number {
  return readdirSync('/dev/fd').length - 1;
}
