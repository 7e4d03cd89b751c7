import { asyncScheduler, interval, Subscription, type SchedulerLike } from 'rxjs';
import { systemErrorText } from '../../protocol/system-errors.js';
import type { ServerEvent } from '../../server/events.js';
import { placeText } from '../../server/place-text.js';
import { StatusFold } from '../status/status.js';
import type { NotifyEnvironment } from './environment.js';
import { sendByCommand, type Send } from './send.js';

/** While it drains, the server asks for more time this often, in milliseconds. */
export const EXTEND_EVERY_MS = 10_000;

/** It asks for this much, in microseconds. When it hangs, the service manager waits no longer than that. */
const EXTENSION_USEC = 30_000_000;

export interface ServiceManagerOptions extends NotifyEnvironment {
  /** Called once, with a sentence, if the messages cannot be sent. Must not throw. */
  readonly onError: (message: string) => void;
  /** Sends the messages. Default: by the command `systemd-notify`. */
  readonly send?: Send;
  /** Times the messages. Default: `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
  /** Returns the monotonic clock of the system in microseconds. Default: Node's, which is that one. */
  readonly monotonicMicroseconds?: () => bigint;
}

/**
 * Tells a service manager (systemd) what the server does: READY when it listens, RELOADING, STOPPING, and a line of status. The sign of
 * life for its watchdog comes from a timer of the event loop: when the loop hangs, the sign stays out.
 */
export class ServiceManager {
  readonly #options: ServiceManagerOptions;
  readonly #send: Send;
  readonly #scheduler: SchedulerLike;
  readonly #status = new StatusFold();
  readonly #timers = new Subscription();
  /** Messages that wait for the one before. */
  readonly #waiting: (readonly string[])[] = [];
  #sending: Promise<void> | null = null;
  #where = '';
  #isReloading = false;
  #isBroken = false;

  constructor(options: ServiceManagerOptions) {
    this.#options = options;
    this.#send = options.send ?? sendByCommand;
    this.#scheduler = options.scheduler ?? asyncScheduler;
  }

  readonly observe = (event: ServerEvent): void => {
    this.#status.observe(event);
    switch (event.type) {
      case 'listening':
        this.#where = event.places.map(placeText).join(', ');
        this.#tell('READY=1', this.#statusLine());
        this.#startWatchdog();
        return;
      case 'reloaded':
      case 'reload_rejected':
        this.#isReloading = false;
        this.#tell('READY=1', this.#statusLine());
        return;
      case 'stopping':
        this.#tell('STOPPING=1', this.#statusLine(), extension());
        this.#every(EXTEND_EVERY_MS, () => [this.#statusLine(), extension()]);
        return;
      default:
        return;
    }
  };

  /** Tells that a reload begins. `reloaded` or `reload_rejected` ends it. */
  reloading(): void {
    if (this.#isReloading || this.#status.status.state !== 'ready') return;
    this.#isReloading = true;
    const { monotonicMicroseconds = systemMonotonic } = this.#options;
    this.#tell('RELOADING=1', `MONOTONIC_USEC=${monotonicMicroseconds()}`);
  }

  /** Sends nothing more. Resolves when the last message is sent. Never rejects. */
  async close(): Promise<void> {
    this.#timers.unsubscribe();
    while (this.#sending !== null) await this.#sending;
  }

  #startWatchdog(): void {
    const { watchdogMs } = this.#options;
    // sd_watchdog_enabled(3) recommends half of the time.
    if (watchdogMs !== null) this.#every(watchdogMs / 2, () => ['WATCHDOG=1', this.#statusLine()]);
  }

  /** A message that is late is not doubled: one that waits says the same. */
  #every(milliseconds: number, message: () => readonly string[]): void {
    this.#timers.add(
      interval(milliseconds, this.#scheduler).subscribe(() => {
        if (this.#waiting.length === 0) this.#tell(...message());
      }),
    );
  }

  #statusLine(): string {
    const { state, open, done } = this.#status.status;
    const doing = state === 'draining' ? 'Stopping' : `Listening on ${this.#where}`;
    return `STATUS=${doing}; sessions: ${open} open, ${done} done`;
  }

  #tell(...assignments: readonly string[]): void {
    if (this.#isBroken) return;
    this.#waiting.push(assignments);
    this.#sending ??= this.#run();
  }

  async #run(): Promise<void> {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      try {
        await this.#send(next);
      } catch (error) {
        this.#giveUp(error);
      }
    }
    this.#sending = null;
  }

  /** Without the command there is no use in another try. */
  #giveUp(error: unknown): void {
    if (this.#isBroken) return;
    this.#isBroken = true;
    this.#waiting.length = 0;
    this.#timers.unsubscribe();
    const why = systemErrorText(error, { ENOENT: 'there is no command systemd-notify' });
    this.#options.onError(`NOTIFY_SOCKET is set, and the service manager cannot be told: ${why}.`);
  }
}

function extension(): string {
  return `EXTEND_TIMEOUT_USEC=${EXTENSION_USEC}`;
}

function systemMonotonic(): bigint {
  return process.hrtime.bigint() / 1000n;
}
