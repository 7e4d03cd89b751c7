import type { Child } from './child.js';
import type { LoadReply, LoadRequest, Usage, UsageRequest } from './messages.js';

/** @param collect garbage is collected first */
export function usageOf(server: Child, collect: boolean): Promise<Usage> {
  const request: UsageRequest = { type: 'usage', collect };
  return server.ask<Usage>(request);
}

/** Has the clients do something, all of them; a session that fails ends the benchmark, whose figures would mean nothing. */
export async function drive(load: Child, request: LoadRequest): Promise<void> {
  const { failed, reason } = await load.ask<LoadReply>(request);
  if (failed > 0) throw new Error(`Of the sessions ${failed} failed; the first: ${reason ?? 'no reason'}.`);
}
