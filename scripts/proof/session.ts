import { setTimeout as delay } from 'node:timers/promises';
import {
  concat,
  defer,
  delayWhen,
  EMPTY,
  filter,
  lastValueFrom,
  share,
  takeUntil,
  takeWhile,
  tap,
  timer,
  type Observable,
} from 'rxjs';
import type { Solve } from '../../lib/client/context.js';
import type { ClientRunEvent } from '../../lib/client/events.js';
import { KeptWork } from '../../lib/client/kept-work.js';
import { runClient, type ClientRunConfig } from '../../lib/client/run.js';
import { ResultBuilder } from './result-builder.js';
import type { SessionResult } from './result.js';
import { solveFor } from './solve.js';

/** One session to run. */
export interface SessionTask {
  readonly session: number;
  readonly config: ClientRunConfig;
  readonly certificate: string;
  /** The part of its answers that no other session has. */
  readonly prefix: string;
  /** How long the client thinks in WORK, in milliseconds. It thinks on while it has no connection. */
  readonly thinkMs: number;
  /** How long after its proof the client cuts its connection, to send the proof again if it may, in milliseconds; null for never. */
  readonly cutAfterMs: number | null;
  /** Returns a number from 0 to below 1, for the pauses. */
  readonly random: () => number;
  readonly signal?: AbortSignal | undefined;
}

/** Runs a session over as many connections as it takes. Never rejects, unless the signal aborts. */
export async function runSession(task: SessionTask): Promise<SessionResult> {
  const { session, certificate, prefix, cutAfterMs, signal } = task;
  const builder = new ResultBuilder({ session, certificate, duplicates: cutAfterMs !== null }, prefix);
  // Of the session, not of a run: the run after the cut goes on with the work of the run before.
  const work = new KeptWork(thinking(task.thinkMs));
  try {
    await lastValueFrom(allRuns(task, builder, work), { defaultValue: null });
    return builder.build();
  } catch (error) {
    signal?.throwIfAborted();
    return builder.build(error);
  } finally {
    work.stop();
  }
}

function allRuns(
  { config, cutAfterMs, random, signal }: SessionTask,
  builder: ResultBuilder,
  work: KeptWork,
): Observable<ClientRunEvent> {
  const run = runClient(config, {
    answers: (name) => builder.answerTo(name),
    solve: work.solve,
    random,
    signal,
  }).pipe(
    tap((event) => {
      builder.observe(event);
    }),
    takeWhile(() => !builder.isFull),
  );
  if (cutAfterMs === null) return run;
  let wasCut = false;
  const first = cutAfterProof(run, cutAfterMs, () => {
    wasCut = true;
    builder.cut(Date.now());
  });
  return concat(
    first,
    defer(() => (wasCut ? run : EMPTY)),
  );
}

/** Unsubscribes, which destroys the connection, so long after the proof was handed over. */
function cutAfterProof(
  run: Observable<ClientRunEvent>,
  ms: number,
  onCut: () => void,
): Observable<ClientRunEvent> {
  return defer(() => {
    const shared = run.pipe(share());
    const cut = shared.pipe(
      filter((event) => event.type === 'replied' && event.command.kind === 'work'),
      delayWhen(() => timer(ms)),
      tap(onCut),
    );
    return shared.pipe(takeUntil(cut));
  });
}

function thinking(ms: number): Solve {
  return async (token, nBits, options) => {
    if (ms > 0) await delay(ms, undefined, options);
    return solveFor(token, nBits, options);
  };
}
