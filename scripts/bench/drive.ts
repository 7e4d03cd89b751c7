import type { Child } from './child.js';
import type { LoadReply, LoadRequest, Profiled, ReadersReport, ServerRequest, Usage } from './messages.js';

/** @param collect whether to collect garbage first */
export function usageOf(server: Child, collect: boolean): Promise<Usage> {
  const request: ServerRequest = { type: 'usage', collect };
  return server.ask<Usage>(request);
}

/** Takes a CPU profile of a server while `use` runs, and writes it to `path`. */
export async function profiled(server: Child, path: string, use: () => Promise<unknown>): Promise<void> {
  await profileStep(server, { type: 'profile' });
  await use();
  await profileStep(server, { type: 'write-profile', path });
}

async function profileStep(server: Child, request: ServerRequest): Promise<void> {
  const { error } = await server.ask<Profiled>(request);
  if (error !== null) throw new Error(`The CPU profile failed: ${error}`);
}

/** Throws if the readers of a server's status have not read it, because the figures would then mean nothing. */
export async function checkReaders(readers: Child): Promise<void> {
  const { batches, failure } = await readers.ask<ReadersReport>({ type: 'report' });
  if (failure !== null) throw new Error(`A reader of the status has failed: ${failure}.`);
  if (batches.some((count) => count === 0)) throw new Error('A reader of the status has got nothing.');
}

/** Sends a request to all clients. Throws if a session fails, because the figures would then mean nothing. */
export async function drive(load: Child, request: LoadRequest): Promise<void> {
  const { failed, reason } = await load.ask<LoadReply>(request);
  if (failed > 0) throw new Error(`Failed sessions: ${failed}. Reason of the first: ${reason ?? 'unknown'}.`);
}
