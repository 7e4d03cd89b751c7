import { DAY_MS, WARNING_DAYS } from '../../tls/validity.js';

/** What a file holds, in words. A file with several things has several reports. */
export interface Report {
  readonly path: string;
  /** Such as `certificate for a TLS server`. */
  readonly title: string;
  readonly facts: readonly Fact[];
  /** What is wrong with it; empty if nothing is. */
  readonly problems: readonly string[];
}

/** A label and its text. The text may hold anything that a stranger wrote. */
export type Fact = readonly [label: string, text: string];

export function dayOf(time: Date): string {
  return Number.isNaN(time.getTime()) ? 'an unreadable date' : time.toISOString().slice(0, 10);
}

/** Returns the dates as a fact, and what is wrong with them at present. */
export function judgeDates(from: Date, until: Date | null, now: Date): { fact: Fact; problems: string[] } {
  if (until === null) return { fact: ['valid', `from ${dayOf(from)}, with no end`], problems: [] };
  const problems: string[] = [];
  if (now < from) problems.push(`is not valid before ${from.toISOString()}`);
  if (now > until) problems.push(`ended on ${dayOf(until)}`);
  const days = Math.floor((until.getTime() - now.getTime()) / DAY_MS);
  const soon = days >= 0 && days < WARNING_DAYS ? ` (${days === 1 ? '1 day' : `${days} days`} from now)` : '';
  return { fact: ['valid', `${dayOf(from)} to ${dayOf(until)}${soon}`], problems };
}
