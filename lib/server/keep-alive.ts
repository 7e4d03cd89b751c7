import type { Socket } from 'node:net';
import { interval, type SchedulerLike, type Subscription } from 'rxjs';

/** After that much silence TCP asks whether the peer is still there, in milliseconds: WORK is long, and routers forget idle connections. */
export const KEEP_ALIVE_MS = 60_000;

/**
 * Switches TCP's keep-alive on for the connections that stay. That takes four system calls, and most sessions are over long before it
 * could act: so it is done once a minute, for those that are there then.
 */
export class KeepAlive {
  readonly #young = new Set<Socket>();

  add(socket: Socket): void {
    this.#young.add(socket);
  }

  delete(socket: Socket): void {
    this.#young.delete(socket);
  }

  /** Acts until unsubscribed. */
  act(scheduler: SchedulerLike): Subscription {
    return interval(KEEP_ALIVE_MS, scheduler).subscribe(() => {
      for (const socket of this.#young) socket.setKeepAlive(true, KEEP_ALIVE_MS);
      this.#young.clear();
    });
  }
}
