import { setTimeout as delay } from 'node:timers/promises';
import {
  concat,
  defer,
  delayWhen,
  EMPTY,
  filter,
  finalize,
  from,
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
import { startRelay } from './relay.js';
import { solveFor } from './solve.js';

/** How a client loses its own connection, once. */
export interface OwnCut {
  /**
   * It cuts it in WORK, before its proof is sent; or right after; or the connection is cut with the proof under way: the client has sent
   * it, and the server gets nothing.
   */
  readonly when: 'before_proof' | 'after_proof' | 'proof_lost';
  /** It cuts so long after WORK came, or after the proof was handed over, in milliseconds. */
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
    { session, certificate, duplicates: cut !== null && cut.when !== 'before_proof' },
    prefix,
  );
  // Of the session, not of a run: the run after the cut goes on with the work of the run before.
  const work = new KeptWork(thinking(task.thinkMs));
  try {
    const runs =
      cut?.when === 'proof_lost' ? losingTheProof(task, builder, work) : allRuns(task, builder, work);
    await lastValueFrom(runs, { defaultValue: null });
    return builder.build();
  } catch (error) {
    signal?.throwIfAborted();
    return builder.build(error);
  } finally {
    work.stop();
  }
}

function runOf(
  { config, random, signal }: SessionTask,
  builder: ResultBuilder,
  work: KeptWork,
): Observable<ClientRunEvent> {
  return runClient(config, {
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
}

function allRuns(task: SessionTask, builder: ResultBuilder, work: KeptWork): Observable<ClientRunEvent> {
  const { cut } = task;
  const run = runOf(task, builder, work);
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

/** Over a relay that loses the first proof, and then the connection: the client comes again by itself. */
function losingTheProof(
  task: SessionTask,
  builder: ResultBuilder,
  work: KeptWork,
): Observable<ClientRunEvent> {
  const { host, ports } = task.config;
  return from(startRelay(host, ports[0] ?? 0)).pipe(
    switchMap((relay) => {
      const config = { ...task.config, host: '127.0.0.1', ports: [relay.port] };
      let isOver = false;
      return runOf({ ...task, config }, builder, work).pipe(
        tap((event) => {
          if (isOver) return;
          // Before the proof is handed over.
          if (event.type === 'solved') relay.hold();
          if (event.type !== 'replied' || event.command.kind !== 'work') return;
          isOver = true;
          setImmediate(relay.cut);
        }),
        finalize(() => void relay[Symbol.asyncDispose]()),
      );
    }),
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
