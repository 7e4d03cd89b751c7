import {
  finalize,
  interval,
  Subscription,
  tap,
  type Observable,
  type SchedulerLike,
  type TimestampProvider,
} from 'rxjs';
import { DEFAULT_N_BITS_TARGET } from '../../config/difficulty-options.js';
import type { NBitsFor } from '../../config/n-bits-for.js';
import { lowestNBits, type NBitsRange } from '../../config/n-bits.js';
import type { ServerConfig } from '../../config/server-config.js';
import type { Peer } from '../../session/events.js';
import { certificateKey } from '../../session/identity.js';
import type { Difficulty } from '../../work/difficulty/difficulty.js';
import { LocalDifficulty } from '../../work/difficulty/local-difficulty.js';
import { settingsOf, withinSettings, type DifficultySettings } from '../../work/difficulty/settings.js';
import { WorkLoad } from '../../work/difficulty/work-load.js';
import type { DifficultyChangedEvent, ServerEvent } from '../events.js';
import { nBitsByRule, nBitsRules } from './n-bits-of.js';
import { WorkPlace } from './work-place.js';

/** How often the load is reported, in milliseconds. */
export const REPORT_MS = 1000;

/** What the difficulty of a server is taken from. */
export interface SessionDifficultyOptions {
  /** The time of day of events, in milliseconds since the epoch. */
  readonly now: () => number;
  /** A monotonic clock, in milliseconds. */
  readonly clock: TimestampProvider;
  /** What decides. Default: this process by itself. */
  readonly difficulty?: Difficulty | undefined;
}

/** The range that is followed, and what follows it. */
interface Following {
  readonly range: NBitsRange;
  readonly settings: DifficultySettings;
  readonly difficulty: Difficulty;
}

/** The difficulty of a server's sessions: how many zero bits each client is asked for, and the load that this follows. */
export class SessionDifficulty {
  readonly #options: SessionDifficultyOptions;
  readonly #load = new WorkLoad();
  #config: ServerConfig;
  #rules: readonly NBitsFor[];
  #following: Following | null;
  #running: {
    readonly scheduler: SchedulerLike;
    readonly emit: (event: DifficultyChangedEvent) => void;
  } | null = null;
  #reporting = Subscription.EMPTY;

  constructor(config: ServerConfig, options: SessionDifficultyOptions) {
    this.#options = options;
    this.#config = config;
    this.#rules = nBitsRules(config);
    this.#following = this.#follow(config, null);
  }

  /** The number of zero bits that a range has now; the lowest, if none is followed. */
  get nBits(): number {
    return this.#following?.difficulty.nBits ?? lowestNBits(this.#config.nBits);
  }

  /** Returns the number of zero bits for a client's new session. */
  nBitsFor(peer: Peer): number {
    const nBits = this.#rules.length === 0 ? null : nBitsByRule(this.#rules, peer);
    if (typeof nBits === 'number') return nBits;
    const following = this.#following;
    if (following === null) return lowestNBits(nBits ?? this.#config.nBits);
    const { difficulty, settings } = following;
    if (nBits === null) return difficulty.nBits;
    const own = settingsOf(nBits, settings.target, this.#config.workTimeout);
    return withinSettings(own.floor + difficulty.nBits - settings.floor, own);
  }

  /** Mirrors the events of a client's session, and counts it while it is in WORK. */
  counted(session: Observable<ServerEvent>, peer: Peer): Observable<ServerEvent> {
    const place = this.placeOf(peer);
    if (place === null) return session;
    return session.pipe(
      tap((event) => {
        place.see(event);
      }),
      finalize(() => {
        place.leave();
      }),
    );
  }

  /** Returns a place in the load for a client's session; null if it does not count. */
  placeOf(peer: Peer): WorkPlace | null {
    const following = this.#following;
    if (following === null || (this.#rules.length > 0 && nBitsByRule(this.#rules, peer) !== null))
      return null;
    const { client } = peer;
    return new WorkPlace(this.#load, client === null ? null : certificateKey(client), following.range);
  }

  /** Uses another configuration for the sessions that come from now on. */
  setConfig(config: ServerConfig): void {
    const before = this.#following;
    this.#config = config;
    this.#rules = nBitsRules(config);
    this.#following = this.#follow(config, before);
    // The change that a narrower range makes is emitted like any other.
    if (this.#following !== null) this.#following.difficulty.configure(this.#following.settings);
    if ((before === null) !== (this.#following === null)) this.#report();
  }

  /** Reports the load, and emits the changes, until unsubscribed. */
  start(scheduler: SchedulerLike, emit: (event: DifficultyChangedEvent) => void): Subscription {
    this.#running = { scheduler, emit };
    this.#report();
    return new Subscription(() => {
      this.#running = null;
      this.#reporting.unsubscribe();
    });
  }

  #follow({ nBits, nBitsTarget, workTimeout }: ServerConfig, before: Following | null): Following | null {
    if (typeof nBits === 'number') return null;
    const settings = settingsOf(nBits, nBitsTarget ?? DEFAULT_N_BITS_TARGET, workTimeout);
    const difficulty = before?.difficulty ?? this.#options.difficulty ?? new LocalDifficulty(settings);
    return { range: nBits, settings, difficulty };
  }

  #report(): void {
    this.#reporting.unsubscribe();
    const [following, running] = [this.#following, this.#running];
    if (following === null || running === null) return;
    const { difficulty } = following;
    const { now, clock } = this.#options;
    this.#reporting = difficulty.changes.subscribe((change) => {
      const event: DifficultyChangedEvent = { type: 'difficulty_changed', at: now(), ...change };
      running.emit(event);
    });
    this.#reporting.add(
      interval(REPORT_MS, running.scheduler).subscribe(() => {
        difficulty.report(this.#load.count, clock.now());
      }),
    );
  }
}
