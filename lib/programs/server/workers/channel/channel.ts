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

/** Rejects what was asked of a process that is gone. */
export class ChannelClosed extends Error {
  constructor() {
    super('The other process is gone.');
  }
}

/**
 * Carries the messages of two processes. All that arise in one turn of the event loop go together: a message costs each side two system
 * calls and a few microseconds, whatever is in it. While the pipe is full, they are collected for the next one.
 *
 * What waits is bounded by those who send: a session waits for each answer, and a connection for its place.
 */
export class Channel {
  readonly #port: Port;
  readonly #onFault: (thrown: unknown) => void;
  readonly #handlers = new Map<string, (body: unknown) => unknown>();
  readonly #asked = new Map<number, Waiting>();
  #waiting: Entry[] = [];
  #lastTicket = 0;
  #isScheduled = false;
  #isSending = false;
  #isClosed = false;
  #onFlushed: (() => void)[] = [];

  /** @param onFault called with what a handler of a message without an answer has thrown */
  constructor(port: Port, onFault: (thrown: unknown) => void) {
    this.#port = port;
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
      else this.#onFlushed.push(resolve);
    });
  }

  #add(entry: Entry): void {
    if (this.#isClosed) return;
    this.#waiting.push(entry);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled || this.#isSending) return;
    this.#isScheduled = true;
    setImmediate(this.#flush);
  }

  readonly #flush = (): void => {
    this.#isScheduled = false;
    if (this.#waiting.length === 0 || this.#isClosed) return;
    const batch = this.#waiting;
    this.#waiting = [];
    this.#isSending = true;
    this.#port.send(batch, this.#sent);
  };

  readonly #sent = (): void => {
    this.#isSending = false;
    if (this.#waiting.length > 0) this.#schedule();
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
