import { Observable } from 'rxjs';
import { ignoreLateErrors } from '../../lines/ignore-late-errors.js';
import { isPromiseLike } from '../../rx/maybe-async.js';
import type { Refusal } from '../../protocol/reasons.js';
import type { HandshakeTicket } from '../limits/admission-limits.js';
import { refused } from './refusals.js';
import { isEvent, type AcceptContext, type Located, type Step } from './step.js';

/**
 * Refuses the connections that are too many, before TLS costs anything. It looks only at what no certificate vouches for yet: the address,
 * and how busy the server is.
 *
 * A refused connection is reset. An orderly close would leave the kernel a connection in TIME_WAIT for a minute for each refusal, and the
 * client could not read a reason in any case: it waits for TLS.
 *
 * Limits that are asked for elsewhere answer later. Such a connection waits, and nothing is read from it.
 */
export function limit({
  limits,
  counts,
  now,
}: Pick<AcceptContext, 'limits' | 'counts' | 'now'>): Step<Located, Located> {
  return (connections) =>
    new Observable((subscriber) => {
      let waiting = 0;
      let isOver = false;
      const completeIfOver = (): void => {
        if (isOver && waiting === 0) subscriber.complete();
      };
      const decide = ({ socket, remote, proxied }: Located, place: HandshakeTicket | Refusal): void => {
        if (typeof place === 'string') {
          ignoreLateErrors(socket);
          // A Unix socket has no address, and cannot be reset.
          if (remote === null) socket.destroy();
          else socket.resetAndDestroy();
          subscriber.next(refused(remote, place, counts, now()));
        } else if (subscriber.closed) {
          place.leave();
          socket.destroy();
        } else {
          subscriber.next(
            proxied === undefined ? { socket, remote, place } : { socket, remote, place, proxied },
          );
        }
      };
      const wait = (item: Located, answer: PromiseLike<HandshakeTicket | Refusal>): void => {
        ignoreLateErrors(item.socket);
        waiting += 1;
        const over = (): void => {
          waiting -= 1;
          completeIfOver();
        };
        answer.then(
          (place) => {
            decide(item, place);
            over();
          },
          // Nobody is there who could answer: the process is about to end.
          () => {
            item.socket.destroy();
            over();
          },
        );
      };
      return connections.subscribe({
        next: (item) => {
          if (isEvent(item)) {
            subscriber.next(item);
            return;
          }
          const place = limits.admitHandshake(item.socket, item.remote, item.proxied?.headerBytes);
          if (isPromiseLike(place)) wait(item, place);
          else decide(item, place);
        },
        error: (error: unknown) => {
          subscriber.error(error);
        },
        complete: () => {
          isOver = true;
          completeIfOver();
        },
      });
    });
}
