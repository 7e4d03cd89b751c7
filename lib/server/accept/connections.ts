import { Observable } from 'rxjs';
import { systemErrorText } from '../../protocol/system-errors.js';
import type { ServerEvent } from '../events.js';
import type { Bound } from './bind.js';
import type { AcceptContext, Arrived } from './step.js';

/**
 * The TCP connections of all listeners. Completes when they are closed and their last connection is gone. From its end on, whoever
 * still comes is closed without a word.
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
    // The listeners of errors stay: after the end, too, none may end the process.
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
