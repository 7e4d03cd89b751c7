import type { SchedulerAction, Subscriber, Subscription } from 'rxjs';
import { sessionTimedOut, timedOut } from '../protocol/failures.js';
import { milliseconds } from '../protocol/milliseconds.js';
import type { CompleteContext } from './complete-context.js';
import type { Progress } from './progress.js';

/** Limits the wait for an answer. */
export interface AnswerDeadline {
  /** Starts the deadline. When it passes first, `asker` gets the error. Its end, and that of the returned subscription, end the deadline. */
  readonly start: (asker: Subscriber<unknown>) => Subscription;
}

/** What else counts for the deadline of a step. */
export interface StepDeadlineOptions {
  /** Whether the deadline of the session counts too. */
  readonly endsWithSession: boolean;
  /** Whether the step has half its time when it begins under stress. */
  readonly halvesUnderStress: boolean;
}

/** WORK: solving takes as long as it takes. */
export const WORK_DEADLINE: StepDeadlineOptions = { endsWithSession: true, halvesUnderStress: false };
export const SHORT_DEADLINE: StepDeadlineOptions = { endsWithSession: true, halvesUnderStress: true };
/** DONE: the answers are kept, and the end of the session's time must not take DONE from the client. */
export const DONE_DEADLINE: StepDeadlineOptions = { endsWithSession: false, halvesUnderStress: true };

/**
 * The deadline of a step's answer, and of the whole session while it waits for that answer, whichever comes first. So no session needs a
 * timer of its own besides the one of its step.
 *
 * It is honest: if the event loop was late, an answer may have come in time and not been read. So when the timer fires, the input that has
 * arrived is delivered first, and only then is the answer late.
 */
export class StepDeadline implements AnswerDeadline {
  readonly #seconds: number;
  readonly #context: CompleteContext;
  readonly #progress: Pick<Progress, 'step'>;
  readonly #options: StepDeadlineOptions;

  /** @param progress has the step for the message when the deadline has passed */
  constructor(
    seconds: number,
    context: CompleteContext,
    progress: Pick<Progress, 'step'>,
    options: StepDeadlineOptions,
  ) {
    this.#seconds = seconds;
    this.#context = context;
    this.#progress = progress;
    this.#options = options;
  }

  start(asker: Subscriber<unknown>): Subscription {
    const timer = this.#schedule(asker);
    asker.add(timer);
    return timer;
  }

  #schedule(asker: Subscriber<unknown>): Subscription {
    const { endsWithSession, halvesUnderStress } = this.#options;
    const { scheduler, sessionTimeout, isStressed, clock, beganAt } = this.#context;
    const seconds = halvesUnderStress && isStressed?.() === true ? this.#seconds / 2 : this.#seconds;
    const wait: Wait = { asker, context: this.#context, progress: this.#progress, seconds };
    const delay = milliseconds(seconds);
    if (endsWithSession && sessionTimeout !== null) {
      const left = beganAt + milliseconds(sessionTimeout) - clock.now();
      if (left < delay) return scheduler.schedule(lateForSession, Math.max(left, 0), wait);
    }
    return scheduler.schedule(lateForStep, delay, wait);
  }
}

/** The state of one timer. The functions below are not closures: V8 discards the compiled code of those with their last instance. */
interface Wait {
  readonly asker: Subscriber<unknown>;
  readonly context: CompleteContext;
  readonly progress: Pick<Progress, 'step'>;
  readonly seconds: number;
}

function lateForStep(this: SchedulerAction<Wait>, wait?: Wait): void {
  if (wait === undefined) return;
  whenDrained(this, wait, () => {
    wait.asker.error(timedOut(wait.progress.step, wait.seconds));
  });
}

function lateForSession(this: SchedulerAction<Wait>, wait?: Wait): void {
  if (wait === undefined) return;
  whenDrained(this, wait, () => {
    wait.asker.error(sessionTimedOut(wait.progress.step, wait.context.sessionTimeout ?? 0));
  });
}

/** Delivers the input that has arrived, then fails the wait unless an answer was in it, or the timer has ended. */
function whenDrained(timer: Subscription, { context }: Wait, fail: () => void): void {
  timer.add(context.inputDrained.subscribe({ complete: fail }));
}
