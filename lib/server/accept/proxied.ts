import type { Socket } from 'node:net';
import {
  asyncScheduler,
  concatMap,
  EMPTY,
  finalize,
  map,
  Observable,
  of,
  race,
  takeUntil,
  timer,
} from 'rxjs';
import { ignoreLateErrors } from '../../lines/ignore-late-errors.js';
import { milliseconds } from '../../protocol/milliseconds.js';
import type { Refusal } from '../../protocol/reasons.js';
import { PROXY_RULES, type ProxyHeader } from '../../proxy-protocol/index.js';
import type { RemoteAddress } from '../../session/events.js';
import type { ServerEvent } from '../events.js';
import { hasInput, headerOf, type Beginning } from './header-of.js';
import { clientAddress, isProxysOwn, proxyDetails } from './proxy-details.js';
import { refused, refusedHeader } from './refusals.js';
import type { AcceptContext, Located } from './step.js';

/** How long a PROXY header can take, in seconds, where `otherTimeout` is not shorter. A proxy sends it at once. */
const HEADER_SECONDS = 5;

/** What is needed to read the PROXY headers of connections. */
export type ProxiedContext = Pick<
  AcceptContext,
  'abandon' | 'config' | 'counts' | 'limits' | 'now' | 'scheduler'
>;

/** Reads the PROXY headers of the connections of proxies. */
export class HeaderReader {
  readonly #context: ProxiedContext;
  #waiting = 0;

  constructor(context: ProxiedContext) {
    this.#context = context;
  }

  /**
   * Reads the header of one connection, and emits the connection with the address of its client. For one without a valid header, it emits
   * `refused` and destroys the socket; for the proxy's own that ends, nothing. When `abandon` emits, the socket is destroyed without an
   * event, and when unsubscribed.
   * @param remote the address of the proxy
   */
  read(socket: Socket, remote: RemoteAddress | null): Observable<Located | ServerEvent> {
    return new Observable((subscriber) => {
      const { abandon, limits } = this.#context;
      const reason = limits.admitHeader(socket, remote, this.#waiting);
      if (reason !== null) {
        subscriber.next(this.#accepted(remote));
        subscriber.next(this.#refuse(socket, remote, reason));
        subscriber.complete();
        return;
      }
      this.#waiting += 1;
      let isHandedOn = false;
      const located = this.#locate(socket, remote).pipe(
        takeUntil(abandon),
        finalize(() => {
          this.#waiting -= 1;
          if (!isHandedOn) discard(socket);
        }),
      );
      return located.subscribe({
        next: (item) => {
          if ('socket' in item) isHandedOn = true;
          subscriber.next(item);
        },
        complete: () => {
          subscriber.complete();
        },
      });
    });
  }

  #locate(socket: Socket, remote: RemoteAddress | null): Observable<Located | ServerEvent> {
    const { config, scheduler = asyncScheduler } = this.#context;
    const seconds = Math.min(HEADER_SECONDS, config().otherTimeout);
    // One deadline for the header, and for what the proxy itself has to say after it.
    const late = timer(milliseconds(seconds), scheduler);
    return race(headerOf(socket), late.pipe(map(() => 'late' as const))).pipe(
      concatMap((beginning) => {
        if (beginning === 'late') return this.#refusals(remote, 'proxy_header_timeout');
        if (beginning.kind === 'header') return this.#begun(socket, remote, beginning, late);
        if (beginning.kind === 'invalid' && beginning.rule !== 'signature') {
          return this.#invalid(remote, PROXY_RULES[beginning.rule]);
        }
        if (beginning.kind === 'invalid') return this.#refusals(remote, 'no_proxy_header');
        if (!beginning.isSilent) return this.#invalid(remote, 'the connection ended within it');
        // A health check ends by a reset, with which its header is lost if a busy server has not read it yet.
        return socket.errored !== null ? EMPTY : this.#refusals(remote, 'closed_early');
      }),
    );
  }

  #begun(
    socket: Socket,
    remote: RemoteAddress | null,
    { header, length, hasMore }: Extract<Beginning, { kind: 'header' }>,
    late: Observable<unknown>,
  ): Observable<Located | ServerEvent> {
    const located = locatedBy(socket, remote, header, length);
    if (located.proxied?.isOwn !== true) return of(this.#accepted(located.remote), located);
    if (hasMore) return of(located);
    return hasInput(socket).pipe(
      takeUntil(late),
      concatMap((has) => (has ? of(located) : EMPTY)),
    );
  }

  #accepted(remote: RemoteAddress | null): ServerEvent {
    return { type: 'accepted', at: this.#context.now(), remote };
  }

  #refusals(remote: RemoteAddress | null, reason: Refusal): Observable<ServerEvent> {
    const { counts, now } = this.#context;
    return of(this.#accepted(remote), refused(remote, reason, counts, now()));
  }

  #invalid(remote: RemoteAddress | null, why: string): Observable<ServerEvent> {
    const { counts, now } = this.#context;
    return of(this.#accepted(remote), refusedHeader(remote, why, counts, now()));
  }

  #refuse(socket: Socket, remote: RemoteAddress | null, reason: Refusal): ServerEvent {
    ignoreLateErrors(socket);
    // A Unix socket cannot be reset.
    if (remote === null) socket.destroy();
    else socket.resetAndDestroy();
    return refused(remote, reason, this.#context.counts, this.#context.now());
  }
}

function locatedBy(
  socket: Socket,
  remote: RemoteAddress | null,
  header: ProxyHeader,
  headerBytes: number,
): Located {
  const details = proxyDetails(remote, header);
  const isOwn = isProxysOwn(remote, header);
  return { socket, remote: clientAddress(remote, header), proxied: { details, headerBytes, isOwn } };
}

/** Closes a connection that goes no further. What its peer has closed in order is closed in order. */
function discard(socket: Socket): void {
  ignoreLateErrors(socket);
  socket.destroy();
}
