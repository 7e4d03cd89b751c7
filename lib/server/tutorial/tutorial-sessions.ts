import { finalize, Observable, tap, type SchedulerLike, type Subscriber, type Subscription } from 'rxjs';
import type { ServerConfig } from '../../config/server-config.js';
import { leftSilently } from '../../protocol/last-input.js';
import { milliseconds } from '../../protocol/milliseconds.js';
import type { RandomSource } from '../../session/plan.js';
import type { FailedEvent } from '../../session/events.js';
import { admitEach, type Rejecter, type StartSession } from '../accept/admission.js';
import type { Verified } from '../accept/step.js';
import type { ServerEvent } from '../events.js';
import { tutorialBusy } from '../limits/rejection.js';
import { cryptoRandom } from '../random.js';
import { freshToken, type SpentWork } from './fresh-token.js';

export interface TutorialContext {
  /** Returns the configuration that holds now. */
  readonly config: () => ServerConfig;
  /** The source of fresh secrets. Default: a cryptographic one. */
  readonly random: RandomSource | undefined;
  readonly scheduler: SchedulerLike;
}

/** Returns the sessions of a tutorial; null if the configuration is not that of one. */
export function tutorialSessions(context: TutorialContext): TutorialSessions | null {
  return context.config().tutorial ? new TutorialSessions(context) : null;
}

/**
 * The sessions of a tutorial: one after the other, until one fails or all are passed. The first has the secrets of the configuration, each
 * other has fresh ones. A client that leaves before HELLO has no session: the next one gets it.
 */
export class TutorialSessions {
  readonly #context: TutorialContext;
  /** The work of earlier sessions. */
  readonly #spent: SpentWork[] = [];
  #passed = 0;
  #isTaken = false;
  #isOver = false;
  /** Connections of sessions that are not closed yet: at its end, a session gives its client time to read. */
  #open = 0;
  #wait: Subscription | null = null;
  /** When the wait for the next session ends, by the scheduler. */
  #deadline = 0;

  constructor(context: TutorialContext) {
    this.#context = context;
  }

  /** Returns the configuration of the session that begins now. */
  config(): ServerConfig {
    const config = this.#context.config();
    if (this.#passed === 0) return config;
    const token = freshToken(this.#context.random ?? cryptoRandom, this.#spent);
    return Object.freeze({ ...config, token, randomString: null });
  }

  /**
   * Runs the sessions. While one goes on, other clients are rejected: the server is busy. Completes after the last session, or after
   * `tutorial_timed_out`.
   */
  admit(
    clients: Observable<Verified | ServerEvent>,
    start: StartSession,
    rejecter: Pick<Rejecter, 'reject'>,
  ): Observable<ServerEvent> {
    return new Observable((subscriber) => {
      const admit: StartSession = (client) => {
        if (this.#isTaken || this.#isOver) return rejecter.reject(client, tutorialBusy());
        return this.#session(start(client), subscriber);
      };
      subscriber.add(() => this.#wait?.unsubscribe());
      this.#deadline = this.#inTime();
      this.#await(subscriber);
      admitEach(clients, admit).subscribe(subscriber);
    });
  }

  #session(events: Observable<ServerEvent>, subscriber: Subscriber<ServerEvent>): Observable<ServerEvent> {
    this.#isTaken = true;
    this.#open += 1;
    this.#wait?.unsubscribe();
    let hasBegun = false;
    let hasEnded = false;
    const end = (ended: 'passed' | 'failed' | 'left'): void => {
      hasEnded = true;
      this.#isTaken = false;
      if (ended === 'passed') this.#passed += 1;
      this.#isOver = ended === 'failed' || this.#passed >= this.#context.config().tutorialSessions;
      if (this.#isOver) return;
      if (ended === 'passed') this.#deadline = this.#inTime();
      this.#await(subscriber);
    };
    return events.pipe(
      tap((event) => {
        if (event.type === 'sent') hasBegun = true;
        if (event.type === 'work_accepted') this.#spent.push(event);
        if (event.type === 'done') end(event.confirmed ? 'passed' : 'failed');
        if (event.type === 'failed') end(isBeforeHello(event, hasBegun) ? 'left' : 'failed');
      }),
      finalize(() => {
        this.#open -= 1;
        if (!hasEnded) end(hasBegun ? 'failed' : 'left');
        if (this.#isOver && this.#open === 0) subscriber.complete();
      }),
    );
  }

  /** Waits for a client until the deadline. */
  #await(subscriber: Subscriber<ServerEvent>): void {
    if (subscriber.closed) return;
    const { config, scheduler } = this.#context;
    const { tutorialSessions, tutorialTimeout } = config();
    const left = Math.max(this.#deadline - scheduler.now(), 0);
    this.#wait = scheduler.schedule(() => {
      this.#isOver = true;
      subscriber.next({
        type: 'tutorial_timed_out',
        at: scheduler.now(),
        session: this.#passed + 1,
        sessions: tutorialSessions,
        seconds: tutorialTimeout,
      });
      subscriber.complete();
    }, left);
  }

  #inTime(): number {
    const { config, scheduler } = this.#context;
    return scheduler.now() + milliseconds(config().tutorialTimeout);
  }
}

/** Whether the client left without having been asked, as one does that refuses the server's certificate after the handshake. */
function isBeforeHello(event: FailedEvent, hasBegun: boolean): boolean {
  return !hasBegun && leftSilently(event.error);
}
