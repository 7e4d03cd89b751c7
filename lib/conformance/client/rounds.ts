import { askAll, askDone, askHello, askWork, type SessionParts } from './questions.js';
import type { ClientStage } from './stage.js';

/** Starts the program, and plays one whole session to it, which must succeed. */
export async function wholeSession(stage: ClientStage, parts: SessionParts = {}): Promise<void> {
  const meeting = await stage.meet();
  await askAll(meeting.peer, stage.random, parts);
  await stage.succeeds(meeting);
}

/** Starts the program once for each work, in a session without requests, which must succeed. */
export async function solves(
  stage: ClientStage,
  works: readonly { readonly token: string; readonly nBits: number }[],
): Promise<void> {
  const listener = await stage.listen();
  for (const { token, nBits } of works) {
    const program = await stage.start(listener.port);
    const peer = await stage.accept(listener, program);
    await askHello(peer);
    await askWork(peer, token, nBits);
    await askDone(peer);
    await stage.succeeds({ listener, program, peer });
  }
}
