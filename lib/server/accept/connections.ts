import { Observable } from 'rxjs';
import { systemErrorText } from '../../protocol/system-errors.js';
import type { ServerEvent } from '../events.js';
import type { Bound } from './bind.js';
import type { AcceptContext, Arrived } from './step.js';

/**
 * Emits the TCP connections of all listeners. Completes when the listeners and their last connection are closed. After the end, and
 * when unsubscribed, new connections are destroyed.
 */
export function connections(
  { listeners, onConnection }: Bound,
  { now }: Pick<AcceptContext, 'now'>,
): Observable<Arrived | ServerEvent> {
  return new Observable((subscriber) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      subscriber.next({
        type: 'server_error',
        at: now(),
        message: `Cannot accept a connection: ${systemErrorText(error)}.`,
      });
    };
    let open = listeners.length;
    const onClose = (): void => {
      open -= 1;
      if (open === 0) subscriber.complete();
    };
    // The error listeners are never removed: an error after the end must not end the process.
    for (const listener of listeners) listener.on('error', onError).on('close', onClose);
    subscriber.add(() => {
      for (const listener of listeners) listener.off('close', onClose);
      onConnection((socket) => socket.destroy());
    });
    onConnection((socket) => {
      subscriber.next({ socket });
    });
  });
}
