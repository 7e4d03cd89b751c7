import { debuglog } from 'node:util';
import { Observable, type MonoTypeOperatorFunction } from 'rxjs';
import type { ServerEvent } from './events.js';

const log = debuglog('tlslp');

/** Is told every event of a server. What it throws harms nobody; it is logged (`NODE_DEBUG=tlslp`). */
export type Observer = (event: ServerEvent) => void;

/**
 * Mirrors the source, and tells each event to the observers first. All hear the events in one order, also when one of them, or the subscriber,
 * causes the next event from inside the telling of this one.
 */
export function tellEach(observers: readonly Observer[]): MonoTypeOperatorFunction<ServerEvent> {
  if (observers.length === 0) return (source) => source;
  return (source) =>
    new Observable((subscriber) => {
      const waiting: (() => void)[] = [];
      let telling = false;
      const inTurn = (tell: () => void): void => {
        waiting.push(tell);
        if (telling) return;
        telling = true;
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) next();
        telling = false;
      };
      subscriber.add(
        source.subscribe({
          next: (event) => {
            inTurn(() => {
              for (const observer of observers) tell(observer, event);
              subscriber.next(event);
            });
          },
          error: (error: unknown) => {
            inTurn(() => {
              subscriber.error(error);
            });
          },
          complete: () => {
            inTurn(() => {
              subscriber.complete();
            });
          },
        }),
      );
    });
}

function tell(observer: Observer, event: ServerEvent): void {
  try {
    observer(event);
  } catch (error) {
    log('An observer failed at "%s": %o', event.type, error);
  }
}
