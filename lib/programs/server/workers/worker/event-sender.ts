import { asyncScheduler, type SchedulerLike, type Subscription } from 'rxjs';
import { stepOf } from '../../../../protocol/commands.js';
import type { ServerEvent } from '../../../../server/events.js';
import type { Channel } from '../channel/channel.js';
import { EVENT, STEPS, wireOf } from '../messages/events.js';

/** The steps of sessions are told this often, in milliseconds: a session that is faster costs nothing. */
export const STEPS_MS = 500;

/** The primary tells these of the whole server. */
const OF_THE_PRIMARY: ReadonlySet<ServerEvent['type']> = new Set([
  'listening',
  'stopping',
  'drain_timed_out',
  'credentials_changed',
  'credentials_rejected',
  'credentials_warning',
  'reloaded',
  'reload_rejected',
  'difficulty_changed',
]);

/**
 * Tells the primary what has happened here. Of events that nobody needs there, only the last step of each session is told, now and then, so
 * that the record of a lost session can say how far it came.
 */
export class EventSender {
  readonly #channel: Channel;
  readonly #scheduler: SchedulerLike;
  readonly #steps = new Map<string, string>();
  #wanted: ReadonlySet<ServerEvent['type']>;
  #timer: Subscription | null = null;

  constructor(
    channel: Channel,
    wanted: readonly ServerEvent['type'][],
    scheduler: SchedulerLike = asyncScheduler,
  ) {
    this.#channel = channel;
    this.#wanted = new Set(wanted);
    this.#scheduler = scheduler;
  }

  /** Sets the types of the events that are needed from now on. */
  want(wanted: readonly ServerEvent['type'][]): void {
    this.#wanted = new Set(wanted);
  }

  /** An observer. Needs no `this`. */
  readonly observe = (event: ServerEvent): void => {
    if (OF_THE_PRIMARY.has(event.type)) return;
    const isWork = event.type === 'sent' && event.command.kind === 'work';
    if (isWork || this.#wanted.has(event.type)) {
      this.#channel.report(EVENT, wireOf(event));
      // An earlier step that waits would come after this one.
      if (event.type === 'sent') this.#steps.delete(event.id);
    } else if (event.type === 'sent' && event.command.kind !== 'fail') {
      this.#step(event.id, stepOf(event.command));
    }
    if (event.type === 'closed') this.#steps.delete(event.id);
  };

  /** Stops the timer. */
  close(): void {
    this.#timer?.unsubscribe();
  }

  #step(id: string, step: string): void {
    this.#steps.set(id, step);
    this.#timer ??= this.#scheduler.schedule(() => {
      this.#timer = null;
      if (this.#steps.size === 0) return;
      this.#channel.report(STEPS, [...this.#steps]);
      this.#steps.clear();
    }, STEPS_MS);
  }
}
