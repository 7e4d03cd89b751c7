import type { Outcome } from '../../protocol/failures.js';
import type { SessionRecord } from '../record.js';
import { NumberList, type Spread } from './number-list.js';

/** What the sessions of all participants come to. Durations are in seconds. */
export interface Statistics {
  /** The number of sessions with a record. */
  readonly sessions: number;
  /** The number of sessions that answered nothing and have no record. */
  readonly suppressed: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** The sessions that are done, by whether the client confirmed it. */
  readonly confirmed: { readonly yes: number; readonly no: number; readonly unknown: number };
  /** When the first session began and the last one ended; null without sessions. */
  readonly from: string | null;
  readonly until: string | null;
  /** How long the sessions took that are done; null if none is. By the time of day, which may be set in between. */
  readonly duration: Spread | null;
  /** How long the work took, for each number of bits, fewest first. */
  readonly work: readonly (Spread & { readonly nBits: number })[];
  /** The sessions that are not done by step and reason, the most frequent first. Steps are a stranger's texts. */
  readonly failures: readonly Failure[];
}

export interface Failure {
  readonly step: string;
  /** The code of the error; null if the session was cut off without one. */
  readonly code: string | null;
  readonly outcome: Outcome;
  readonly sessions: number;
}

/** Makes statistics from the last records of sessions. */
export class StatisticsFold {
  #sessions = 0;
  #suppressed = 0;
  #from: string | null = null;
  #until: string | null = null;
  readonly #outcomes: Record<Outcome, number> = {
    done: 0,
    failed: 0,
    timeout: 0,
    disconnected: 0,
    stopped: 0,
  };
  readonly #confirmed = { yes: 0, no: 0, unknown: 0 };
  readonly #duration = new NumberList();
  readonly #work = new Map<number, NumberList>();
  readonly #failures = new Map<string, { -readonly [Field in keyof Failure]: Failure[Field] }>();

  add({ startedAt, endedAt, outcome, confirmed, step, error, work, suppressed = 0 }: SessionRecord): void {
    this.#sessions += 1;
    this.#suppressed += suppressed;
    this.#outcomes[outcome] += 1;
    if (this.#from === null || startedAt < this.#from) this.#from = startedAt;
    if (this.#until === null || endedAt > this.#until) this.#until = endedAt;
    // How long work of an earlier connection took is not known.
    if (work !== null && work.resumed !== true) this.#addWork(work.nBits, work.seconds);
    if (outcome === 'done') {
      this.#confirmed[confirmed === null ? 'unknown' : confirmed ? 'yes' : 'no'] += 1;
      this.#duration.push(Math.max(0, Date.parse(endedAt) - Date.parse(startedAt)) / 1000);
    } else this.#addFailure(step, error?.code ?? null, outcome);
  }

  statistics(): Statistics {
    return {
      sessions: this.#sessions,
      suppressed: this.#suppressed,
      outcomes: { ...this.#outcomes },
      confirmed: { ...this.#confirmed },
      from: this.#from,
      until: this.#until,
      duration: this.#duration.spread(),
      work: [...this.#work]
        .sort(([a], [b]) => a - b)
        .flatMap(([nBits, seconds]) => {
          const spread = seconds.spread();
          return spread === null ? [] : [{ nBits, ...spread }];
        }),
      failures: [...this.#failures.values()].sort((a, b) => b.sessions - a.sessions),
    };
  }

  #addWork(nBits: number, seconds: number): void {
    let list = this.#work.get(nBits);
    if (list === undefined) this.#work.set(nBits, (list = new NumberList()));
    list.push(seconds);
  }

  #addFailure(step: string, code: string | null, outcome: Outcome): void {
    const key = `${outcome} ${code ?? ''} ${step}`;
    const failure = this.#failures.get(key);
    if (failure === undefined) this.#failures.set(key, { step, code, outcome, sessions: 1 });
    else failure.sessions += 1;
  }
}
