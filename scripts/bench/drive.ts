import type { Child } from './child.js';
import type { LoadReply, LoadRequest, Profiled, ServerRequest, Usage } from './messages.js';

/** @param collect garbage is collected first */
export function usageOf(server: Child, collect: boolean): Promise<Usage> {
  const request: ServerRequest = { type: 'usage', collect };
  return server.ask<Usage>(request);
}

/** Has a server take a CPU profile of itself while `use` lasts, and write it to `path`. */
export async function profiled(server: Child, path: string, use: () => Promise<unknown>): Promise<void> {
  await profileStep(server, { type: 'profile' });
  await use();
  await profileStep(server, { type: 'write-profile', path });
}

async function profileStep(server: Child, request: ServerRequest): Promise<void> {
  const { error } = await server.ask<Profiled>(request);
  if (error !== null) throw new Error(`No profile could be taken: ${error}`);
}

/** Has the clients do something, all of them; a session that fails ends the benchmark, whose figures would mean nothing. */
export async function drive(load: Child, request: LoadRequest): Promise<void> {
  const { failed, reason } = await load.ask<LoadReply>(request);
  if (failed > 0) throw new Error(`Of the sessions ${failed} failed; the first: ${reason ?? 'no reason'}.`);
}
