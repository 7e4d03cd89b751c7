import { asyncScheduler, type SchedulerLike, type Subscription, type TimestampProvider } from 'rxjs';
import { errorOf, errorWire, type ErrorWire } from './error-wire.js';
import type { Port } from './port.js';
import type { Ask, Tell } from './service.js';

/** One message in a batch: its name, its body, and of one with an answer its number. */
type Entry = readonly [name: string, body?: unknown, ticket?: number];

/** The names of answers. */
const ANSWER = '=';
const FAILURE = '!';

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The minimum time between two batches, in milliseconds. Each wakes the other process, which costs more than all that is in it: under load,
 * a batch has the messages of many sessions. A single one does not wait.
 */
export const WINDOW_MS = 5;

/** The time that a message waits at most that only tells what has happened, in milliseconds. It goes with the next one of another kind. */
export const REPORT_MS = 100;

/** Rejects what was asked of a process that is gone. */
export class ChannelClosed extends Error {
  constructor() {
    super('The other process is gone.');
  }
}

/**
 * Carries the messages of two processes. All that arise in one turn of the event loop go together, and under load those of a window. While
 * the pipe is full, they are collected for the next batch.
 *
 * What waits is bounded by those who send: a session waits for each answer, and a connection for its place.
 */
export class Channel {
  readonly #port: Port;
  readonly #onFault: (thrown: unknown) => void;
  readonly #scheduler: SchedulerLike;
  readonly #clock: TimestampProvider;
  readonly #handlers = new Map<string, (body: unknown) => unknown>();
  readonly #asked = new Map<number, Waiting>();
  #waiting: Entry[] = [];
  #lastTicket = 0;
  /** Whether somebody waits for one of those that wait. */
  #isUrgent = false;
  #isImmediate = false;
  #timer: Subscription | null = null;
  #due = 0;
  #sentAt = -Infinity;
  #isSending = false;
  #isClosed = false;
  #onFlushed: (() => void)[] = [];

  /**
   * @param onFault called with what a handler of a message without an answer has thrown
   * @param scheduler times the windows. Default: a monotonic clock, which nobody sets
   */
  constructor(port: Port, onFault: (thrown: unknown) => void, scheduler?: SchedulerLike) {
    this.#port = port;
    this.#scheduler = scheduler ?? asyncScheduler;
    this.#clock = scheduler ?? performance;
    this.#onFault = onFault;
    port.onMessage((batch) => {
      this.#receive(batch as readonly Entry[]);
    });
    port.onClosed(() => {
      this.#close();
    });
  }

  /** Sends a message. Does nothing when the other side is gone. */
  tell<Body>({ name }: Tell<Body>, body: Body): void {
    this.#add([name, body]);
  }

  /** Sends a message that nobody waits for, in its order, when another one is sent or some time has passed. */
  report<Body>({ name }: Tell<Body>, body: Body): void {
    if (this.#isClosed) return;
    this.#waiting.push([name, body]);
    this.#schedule(REPORT_MS);
  }

  /** Sends a message, and resolves to its answer. Rejects with what its handler threw, or with `ChannelClosed`. */
  ask<Body, Answer>({ name }: Ask<Body, Answer>, body: Body): Promise<Answer> {
    return new Promise<Answer>((resolve, reject) => {
      if (this.#isClosed) {
        reject(new ChannelClosed());
        return;
      }
      const ticket = (this.#lastTicket += 1);
      this.#asked.set(ticket, { resolve: resolve as Waiting['resolve'], reject });
      this.#add([name, body, ticket]);
    });
  }

  /** Sets who takes the messages of a name. */
  onTell<Body>({ name }: Tell<Body>, handle: (body: Body) => void): void {
    this.#handlers.set(name, handle as (body: unknown) => unknown);
  }

  /** Sets who answers the messages of a name. What it throws, or rejects with, goes back: its code and its message. */
  onAsk<Body, Answer>({ name }: Ask<Body, Answer>, handle: (body: Body) => Answer | Promise<Answer>): void {
    this.#handlers.set(name, handle as (body: unknown) => unknown);
  }

  /** Resolves when the pipe has taken everything so far, or the other side is gone. */
  flushed(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isIdle()) resolve();
      else {
        this.#onFlushed.push(resolve);
        this.#isUrgent = true;
        this.#schedule(0);
      }
    });
  }

  #add(entry: Entry): void {
    if (this.#isClosed) return;
    this.#waiting.push(entry);
    this.#isUrgent = true;
    this.#schedule(0);
  }

  /** Sends what waits within this time, and not before the window is over. */
  #schedule(withinMs: number): void {
    if (this.#isSending || this.#isImmediate) return;
    const now = this.#clock.now();
    const due = Math.max(now + withinMs, this.#sentAt + WINDOW_MS);
    if (this.#timer !== null && this.#due <= due) return;
    this.#timer?.unsubscribe();
    this.#timer = null;
    if (due <= now) {
      this.#isImmediate = true;
      setImmediate(this.#flush);
      return;
    }
    this.#due = due;
    this.#timer = this.#scheduler.schedule(this.#flush, due - now);
  }

  readonly #flush = (): void => {
    this.#isImmediate = false;
    this.#timer = null;
    if (this.#waiting.length === 0 || this.#isClosed) return;
    const batch = this.#waiting;
    this.#waiting = [];
    this.#isUrgent = false;
    this.#isSending = true;
    this.#sentAt = this.#clock.now();
    this.#port.send(batch, this.#sent);
  };

  readonly #sent = (): void => {
    this.#isSending = false;
    if (this.#waiting.length > 0) this.#schedule(this.#isUrgent ? 0 : REPORT_MS);
    else this.#tellFlushed();
  };

  #isIdle(): boolean {
    return this.#isClosed || (this.#waiting.length === 0 && !this.#isSending);
  }

  #tellFlushed(): void {
    for (const resolve of this.#onFlushed.splice(0)) resolve();
  }

  #receive(batch: readonly Entry[]): void {
    for (const [name, body, ticket] of batch) {
      if (name === ANSWER || name === FAILURE) this.#settle(name, body, ticket ?? 0);
      else if (ticket === undefined) this.#take(name, body);
      else this.#answer(name, body, ticket);
    }
  }

  #settle(name: string, body: unknown, ticket: number): void {
    const asked = this.#asked.get(ticket);
    this.#asked.delete(ticket);
    if (name === ANSWER) asked?.resolve(body);
    else asked?.reject(errorOf(body as ErrorWire));
  }

  #take(name: string, body: unknown): void {
    try {
      this.#handlers.get(name)?.(body);
    } catch (thrown) {
      this.#onFault(thrown);
    }
  }

  #answer(name: string, body: unknown, ticket: number): void {
    const fail = (thrown: unknown): void => {
      this.#add([FAILURE, errorWire(thrown), ticket]);
    };
    try {
      const answer = this.#handlers.get(name)?.(body);
      if (!(answer instanceof Promise)) {
        this.#add([ANSWER, answer, ticket]);
        return;
      }
      answer.then((later: unknown) => {
        this.#add([ANSWER, later, ticket]);
      }, fail);
    } catch (thrown) {
      fail(thrown);
    }
  }

  #close(): void {
    this.#isClosed = true;
    this.#waiting = [];
    const asked = [...this.#asked.values()];
    this.#asked.clear();
    for (const { reject } of asked) reject(new ChannelClosed());
    this.#tellFlushed();
  }
}
