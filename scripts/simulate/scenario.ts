import type { DifficultySettings } from '../../lib/work/difficulty/settings.js';

/** Clients of one kind. */
export interface Clients {
  readonly kind: 'participant' | 'attacker';
  /** Seconds at which one comes, from the start of the scenario. */
  readonly arrivals: readonly number[];
  /** Attempts a second of each, by its number. */
  readonly rate: (index: number) => number;
  /** The certificate of each, by its number. */
  readonly certificate: (index: number) => string;
  /** Whether who is done, or too late, comes again at once, and until when; null for those who come once. */
  readonly againUntil: number | null;
}

/** What is simulated. Times are in seconds. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** The hour of the day at which it begins. */
  readonly startHour: number;
  readonly seconds: number;
  readonly settings: DifficultySettings;
  readonly workTimeout: number;
  readonly clients: readonly Clients[];
}
