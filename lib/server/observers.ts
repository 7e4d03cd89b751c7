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
  return (source) =>
    new Observable((subscriber) => {
      const waiting: (() => void)[] = [];
      let notifying = false;
      const enqueue = (notification: () => void): void => {
        waiting.push(notification);
        if (notifying) return;
        notifying = true;
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) next();
        notifying = false;
      };
      subscriber.add(
        source.subscribe({
          next: (event) => {
            enqueue(() => {
              for (const observer of observers) notify(observer, event);
              subscriber.next(event);
            });
          },
          error: (error: unknown) => {
            enqueue(() => {
              subscriber.error(error);
            });
          },
          complete: () => {
            enqueue(() => {
              subscriber.complete();
            });
          },
        }),
      );
    });
}

function notify(observer: Observer, event: ServerEvent): void {
  try {
    observer(event);
  } catch (error) {
    log('An observer failed at "%s": %o', event.type, error);
  }
}
