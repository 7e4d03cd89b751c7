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
      /** The notifications that came while another was being delivered. */
      const waiting: (() => void)[] = [];
      let delivering = false;
      const deliver = (notification: () => void): void => {
        if (delivering) {
          waiting.push(notification);
          return;
        }
        delivering = true;
        notification();
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) next();
        delivering = false;
      };
      subscriber.add(
        source.subscribe({
          next: (event) => {
            deliver(() => {
              for (const observer of observers) notify(observer, event);
              subscriber.next(event);
            });
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

function notify(observer: Observer, event: ServerEvent): void {
  try {
    observer(event);
  } catch (error) {
    log('An observer failed at "%s": %o', event.type, error);
  }
}
