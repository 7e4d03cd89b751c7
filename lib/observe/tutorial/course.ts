import { leftSilently } from '../../protocol/last-input.js';
import type { RefusedEvent } from '../../server/events.js';
import type { SessionEvent } from '../../session/events.js';
import type { Exchange } from './hints/index.js';
import { leftBeforeHello } from './interruptions.js';
import type { Printer } from './printer.js';
import { explainRefusal } from './refusals.js';

/** Which session of a tutorial is told. */
export interface Part {
  /** 1 for the first. */
  readonly session: number;
  readonly sessions: number;
  /** The exchanges of the sessions before it, oldest first. */
  readonly earlier: readonly Exchange[];
}

/** The narration of one session. */
export interface Narration {
  readonly tell: (event: SessionEvent) => void;
  /** The exchanges with a right answer, oldest first. */
  readonly past: readonly Exchange[];
}

/** What the sessions of a tutorial have in common. */
export interface CourseOptions {
  readonly sessions: number;
  readonly steps: number;
  readonly serverNames: readonly string[];
}

/** Tells of the connections to a tutorial, one after the other: those that become a session, and those that do not. */
export class Course {
  readonly #printer: Printer;
  readonly #options: CourseOptions;
  readonly #begin: (part: Part) => Narration;
  readonly #earlier: Exchange[] = [];
  #session = 1;
  #narration: Narration | null = null;
  /** The number of the session whose beginning was told last. Clients may come and leave before it really begins. */
  #told = 0;
  #hasBegun = false;

  /** @param begin returns the narration of a session */
  constructor(printer: Printer, options: CourseOptions, begin: (part: Part) => Narration) {
    this.#printer = printer;
    this.#options = options;
    this.#begin = begin;
  }

  tell(event: SessionEvent | RefusedEvent): void {
    switch (event.type) {
      case 'refused':
        explainRefusal(this.#printer, event, this.#options.serverNames);
        return;
      case 'connected':
        this.#connected(event);
        return;
      case 'failed':
        if (!this.#hasBegun && leftSilently(event.error)) {
          const { steps, serverNames } = this.#options;
          this.#printer.section(`Before step 1 of ${steps}`, leftBeforeHello(serverNames));
        } else this.#narrate(event);
        return;
      case 'closed':
        // With the next session under way, this can be the end of the connection before.
        return;
      default:
        this.#narrate(event);
    }
  }

  #connected(event: SessionEvent): void {
    const { sessions } = this.#options;
    this.#hasBegun = false;
    this.#narration = this.#begin({ session: this.#session, sessions, earlier: [...this.#earlier] });
    if (this.#told === this.#session) return;
    this.#told = this.#session;
    this.#narration.tell(event);
  }

  #narrate(event: SessionEvent): void {
    this.#narration ??= this.#begin({
      session: this.#session,
      sessions: this.#options.sessions,
      earlier: [],
    });
    if (event.type === 'sent') this.#hasBegun = true;
    this.#narration.tell(event);
    if (event.type !== 'done' || !event.confirmed) return;
    this.#earlier.push(...this.#narration.past);
    this.#session += 1;
  }
}
