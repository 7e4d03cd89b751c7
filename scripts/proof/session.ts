import { setTimeout as delay } from 'node:timers/promises';
import {
  concat,
  defer,
  delayWhen,
  EMPTY,
  filter,
  lastValueFrom,
  share,
  switchMap,
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

/** How a client cuts its own connection, once. */
export interface OwnCut {
  /** In WORK, before its proof is sent, or right after. */
  readonly when: 'before_proof' | 'after_proof';
  /** So long after WORK came, or after the proof was handed over, in milliseconds. */
  readonly afterMs: number;
  /** The pause before it comes again, in milliseconds. */
  readonly pauseMs: number;
}

/** One session to run. */
export interface SessionTask {
  readonly session: number;
  readonly config: ClientRunConfig;
  readonly certificate: string;
  /** The part of its answers that no other session has. */
  readonly prefix: string;
  /** How long the client thinks in WORK, in milliseconds. It thinks on while it has no connection. */
  readonly thinkMs: number;
  /** Null for a client that cuts nothing. */
  readonly cut: OwnCut | null;
  /** Returns a number from 0 to below 1, for the pauses. */
  readonly random: () => number;
  readonly signal?: AbortSignal | undefined;
}

/** Runs a session over as many connections as it takes. Never rejects, unless the signal aborts. */
export async function runSession(task: SessionTask): Promise<SessionResult> {
  const { session, certificate, prefix, cut, signal } = task;
  const builder = new ResultBuilder(
    { session, certificate, duplicates: cut?.when === 'after_proof' },
    prefix,
  );
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
  { config, cut, random, signal }: SessionTask,
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
  if (cut === null) return run;
  let wasCut = false;
  const first = cutOnce(run, cut, () => {
    wasCut = true;
    builder.cut(Date.now());
  });
  const again = timer(cut.pauseMs).pipe(switchMap(() => run));
  return concat(
    first,
    defer(() => (wasCut ? again : EMPTY)),
  );
}

/** Unsubscribes, which destroys the connection. */
function cutOnce(
  run: Observable<ClientRunEvent>,
  { when, afterMs }: OwnCut,
  onCut: () => void,
): Observable<ClientRunEvent> {
  const type = when === 'before_proof' ? 'received' : 'replied';
  return defer(() => {
    const shared = run.pipe(share());
    const cut = shared.pipe(
      filter((event) => event.type === type && event.command.kind === 'work'),
      delayWhen(() => timer(afterMs)),
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
