import { debuglog } from 'node:util';
import { Observable, type MonoTypeOperatorFunction } from 'rxjs';
import type { ServerEvent } from './events.js';

const log = debuglog('tlslp');

/** Receives every event of a server. Its exceptions have no effect on the server; they are logged (`NODE_DEBUG=tlslp`). */
export type Observer = (event: ServerEvent) => void;

/**
 * Mirrors the source, and passes each event to the observers first. All of them receive the events in one order, even if an observer or
 * the subscriber causes the next event while it handles this one.
 */
export function notifyObservers(observers: readonly Observer[]): MonoTypeOperatorFunction<ServerEvent> {
  if (observers.length === 0) return (source) => source;
  const notifyAll = observers.map(guarded).reduce(both);
  return (source) =>
    new Observable((subscriber) => {
      /** The notifications that came while another was being delivered. */
      const waiting: (() => void)[] = [];
      let delivering = false;
      const deliverWaiting = (): void => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) next();
        delivering = false;
      };
      const deliverEvent = (event: ServerEvent): void => {
        notifyAll(event);
        subscriber.next(event);
      };
      const deliver = (end: () => void): void => {
        waiting.push(end);
        if (delivering) return;
        delivering = true;
        deliverWaiting();
      };
      subscriber.add(
        source.subscribe({
          next: (event) => {
            // Not by `deliver`, which takes a new function for each event.
            if (delivering) {
              waiting.push(() => {
                deliverEvent(event);
              });
              return;
            }
            delivering = true;
            deliverEvent(event);
            deliverWaiting();
          },
          error: (error: unknown) => {
            deliver(() => {
              subscriber.error(error);
            });
          },
          complete: () => {
            deliver(() => {
              subscriber.complete();
            });
          },
        }),
      );
    });
}

function guarded(observer: Observer): Observer {
  return (event) => {
    try {
      observer(event);
    } catch (error) {
      log('An observer failed at "%s": %o', event.type, error);
    }
  };
}

/** Not a loop over a list: its iterator would be one more object for each event. */
function both(first: Observer, second: Observer): Observer {
  return (event) => {
    first(event);
    second(event);
  };
}
