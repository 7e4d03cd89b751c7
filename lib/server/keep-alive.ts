import { interval, type SchedulerLike, type Subscription } from 'rxjs';

/** The idle time before TCP probes the peer, in milliseconds. WORK can take long, and routers drop idle connections. */
export const KEEP_ALIVE_MS = 60_000;

/** A connection whose peer TCP can probe. */
export interface KeptAlive {
  setKeepAlive(enable: boolean, initialDelayMs: number): unknown;
}

/**
 * Enables TCP keep-alive for long connections. Enabling it takes four system calls, and most sessions end before the first probe. So it is
 * enabled once a minute, for the connections that are open then.
 */
export class KeepAlive {
  readonly #young = new Set<KeptAlive>();

  add(socket: KeptAlive): void {
    this.#young.add(socket);
  }

  delete(socket: KeptAlive): void {
    this.#young.delete(socket);
  }

  /** Enables keep-alive once a minute until unsubscribed. */
  start(scheduler: SchedulerLike): Subscription {
    return interval(KEEP_ALIVE_MS, scheduler).subscribe(() => {
      for (const socket of this.#young) socket.setKeepAlive(true, KEEP_ALIVE_MS);
      this.#young.clear();
    });
  }
}
