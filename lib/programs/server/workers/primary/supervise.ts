import { defer, EMPTY, ignoreElements, Observable, repeat, takeUntil, timer, type SchedulerLike } from 'rxjs';
import { RestartPauses } from './restart-pauses.js';

export interface SupervisionOptions {
  /** Emits when no worker is to be started again. Replayed to late subscribers. */
  readonly stopping: Observable<unknown>;
  readonly scheduler: SchedulerLike;
  /** Called when a worker is gone and is to be started again after the pause, in milliseconds. */
  readonly onPause: (pauseMs: number) => void;
}

/**
 * Runs a worker, and starts it again after a pause whenever it is gone. Completes when it is gone after a stop, or the stop comes in a pause.
 * Never emits. Unsubscribing ends the worker.
 * @param run starts a worker when it is subscribed to, ends it when it is unsubscribed from, and completes when it is gone
 */
export function supervise(
  run: () => Observable<unknown>,
  { stopping, scheduler, onPause }: SupervisionOptions,
): Observable<never> {
  return defer(() => {
    const pauses = new RestartPauses();
    let startedAt = 0;
    let isStopping = false;
    return new Observable<never>((subscriber) => {
      subscriber.add(stopping.subscribe(() => (isStopping = true)));
      subscriber.add(
        defer(() => {
          startedAt = scheduler.now();
          return run();
        })
          .pipe(
            ignoreElements(),
            repeat({
              delay: () => {
                // Without a value, it is not repeated.
                if (isStopping) return EMPTY;
                const pauseMs = pauses.after(scheduler.now() - startedAt);
                onPause(pauseMs);
                return timer(pauseMs, scheduler).pipe(takeUntil(stopping));
              },
            }),
          )
          .subscribe(subscriber),
      );
    });
  });
}
