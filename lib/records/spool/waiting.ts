import type { SchedulerLike } from 'rxjs';

/** A wait that ends after a time, or earlier when somebody ends it. */
export interface Wait {
  readonly over: Promise<void>;
  /** Ends it now. Again: nothing. */
  readonly end: () => void;
}

/** Begins to wait. */
export function waitFor(milliseconds: number, scheduler: SchedulerLike): Wait {
  let end = (): void => undefined;
  const over = new Promise<void>((resolve) => {
    const timer = scheduler.schedule(() => {
      resolve();
    }, milliseconds);
    end = () => {
      timer.unsubscribe();
      resolve();
    };
  });
  return { over, end };
}

/** Resolves when a promise has settled, or after a time. Never rejects. */
export async function settledWithin(
  promise: Promise<unknown>,
  milliseconds: number,
  scheduler: SchedulerLike,
): Promise<void> {
  const wait = waitFor(milliseconds, scheduler);
  void promise.then(wait.end, wait.end);
  await wait.over;
}
