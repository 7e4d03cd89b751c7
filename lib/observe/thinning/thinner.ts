import { interval, type SchedulerLike, type Subscription } from 'rxjs';
import { Busiest } from './busiest.js';

/** The time for which lines are counted, in milliseconds. */
export const WINDOW_MS = 60_000;

/** The maximum number of kinds. The kinds beyond it are counted as one. */
export const MAX_KINDS = 10_000;

const OTHERS = 'others';

/** The hidden lines of one kind within a window. */
export interface Hidden<Kind> {
  readonly kind: Kind;
  /** Whether the lines are of more kinds, of which `kind` is the first: there were too many to count each. */
  readonly isMixed: boolean;
  readonly count: number;
  /** The most frequent details of the lines, as texts. */
  readonly details: readonly string[];
}

interface Counted<Kind> {
  readonly kind: Kind;
  /** The lines in this window, hidden or not. */
  lines: number;
  isThinned: boolean;
  hidden: number;
  details: Busiest[];
}

/**
 * Decides which lines are shown, where a stranger can cause any number of them. The first of a kind within a minute are. From a number on
 * they are counted, until a minute has fewer. Each minute with hidden lines of a kind ends with a report.
 */
export class Thinner<Kind> {
  readonly #kinds = new Map<string, Counted<Kind>>();
  readonly #scheduler: SchedulerLike;
  readonly #report: (hidden: Hidden<Kind>) => void;
  readonly #hiddenFrom: number;
  #timer: Subscription | null = null;

  /** @param hiddenFrom lines are hidden from this one of a kind on */
  constructor(scheduler: SchedulerLike, report: (hidden: Hidden<Kind>) => void, hiddenFrom: number) {
    this.#scheduler = scheduler;
    this.#report = report;
    this.#hiddenFrom = hiddenFrom;
  }

  /** Counts a line, and returns whether it is shown. */
  isShown(key: string, kind: Kind): boolean {
    const counted = this.#counted(key, kind);
    counted.lines += 1;
    counted.isThinned ||= counted.lines >= this.#hiddenFrom;
    return !counted.isThinned;
  }

  /** Returns whether lines of a kind are hidden now. */
  isThinned(key: string): boolean {
    return this.#kinds.get(key)?.isThinned === true;
  }

  /** Counts a line as hidden, with details such as an address. */
  hide(key: string, kind: Kind, ...details: readonly string[]): void {
    const counted = this.#counted(key, kind);
    counted.hidden += 1;
    details.forEach((detail, n) => {
      (counted.details[n] ??= new Busiest()).add(detail);
    });
  }

  /** Reports what was hidden so far, and stops the timer. */
  end(): void {
    this.#endWindow();
    this.#timer?.unsubscribe();
    this.#timer = null;
  }

  #counted(key: string, kind: Kind): Counted<Kind> {
    const used = this.#kinds.has(key) || this.#kinds.size < MAX_KINDS ? key : OTHERS;
    let counted = this.#kinds.get(used);
    if (counted === undefined) {
      counted = { kind, lines: 0, isThinned: false, hidden: 0, details: [] };
      this.#kinds.set(used, counted);
    }
    this.#timer ??= interval(WINDOW_MS, this.#scheduler).subscribe(() => {
      this.#endWindow();
    });
    return counted;
  }

  #endWindow(): void {
    for (const [key, counted] of this.#kinds) {
      const { kind, lines, hidden, details } = counted;
      if (lines === 0 && hidden === 0) this.#kinds.delete(key);
      counted.isThinned = lines >= this.#hiddenFrom;
      counted.lines = 0;
      counted.hidden = 0;
      counted.details = [];
      if (hidden > 0)
        this.#report({
          kind,
          isMixed: key === OTHERS,
          count: hidden,
          details: details.map((names) => names.text()),
        });
    }
    if (this.#kinds.size > 0) return;
    this.#timer?.unsubscribe();
    this.#timer = null;
  }
}
