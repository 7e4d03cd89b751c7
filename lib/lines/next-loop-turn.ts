import { Observable, type Subscriber } from 'rxjs';

/**
 * Completes after one turn of the event loop. Its poll phase delivers everything that the kernel has received, so no earlier input is
 * still undelivered then.
 */
export const nextLoopTurn = new Observable<never>((subscriber) => {
  const immediate = setImmediate(complete, subscriber);
  return () => {
    clearImmediate(immediate);
  };
});

function complete(subscriber: Subscriber<never>): void {
  subscriber.complete();
}
