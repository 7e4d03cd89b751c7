import { Observable } from 'rxjs';

/**
 * Completes when everything that had already arrived has been delivered: after one turn of the event loop, whose poll phase hands
 * over all that the kernel holds.
 */
export const nextLoopTurn = new Observable<never>((subscriber) => {
  const immediate = setImmediate(() => {
    subscriber.complete();
  });
  return () => {
    clearImmediate(immediate);
  };
});
