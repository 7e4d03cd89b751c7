/** Resolves after so many milliseconds, or when the signal aborts. Less than one millisecond is not waited for by a timer. */
export function pauseMs(ms: number, signal: AbortSignal): Promise<void> {
  if (ms < 1) return pauseMicros(ms * 1000, signal);
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal.addEventListener('abort', finish);
    if (signal.aborted) finish();
  });
}

/**
 * Resolves after so many microseconds, but never in the same turn of the event loop. Node's timers have no parts of a millisecond, so
 * this one asks the clock, turn by turn.
 */
export async function pauseMicros(micros: number, signal: AbortSignal): Promise<void> {
  const until = performance.now() + micros / 1000;
  do await new Promise(setImmediate);
  while (performance.now() < until && !signal.aborted);
}

/** Resolves when the signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else {
      signal.addEventListener(
        'abort',
        () => {
          resolve();
        },
        { once: true },
      );
    }
  });
}
