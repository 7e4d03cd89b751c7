import { LEVELS, type CheckInfo, type Level, type Verdict } from '../engine/check.js';
import { isUnmet, type JudgedResult, type Outcome } from '../engine/outcome.js';
import { placeOf, SECTIONS, type Section } from '../engine/sections.js';
import type { RunInfo } from './run-info.js';
import { wrapped } from './wrapped.js';

/** The role of a part of the report, which sets its colour on a terminal. */
export type ReportTone = 'title' | 'good' | 'bad' | 'warning' | 'quiet';
export type ReportPaint = (tone: ReportTone, text: string) => string;

const MARKS: Readonly<Record<Verdict, readonly [mark: string, tone: ReportTone]>> = {
  pass: ['✔', 'good'],
  fail: ['✘', 'bad'],
  weak: ['!', 'warning'],
  info: ['i', 'quiet'],
  inconclusive: ['?', 'warning'],
  skipped: ['-', 'quiet'],
  error: ['E', 'bad'],
};
const LABEL_COLUMNS = 9;
const INDENT = ' '.repeat(6);
const MAX_TRANSCRIPT_LINES = 12;

/** Options of a text report. */
export interface TextReportOptions {
  /** The width of the terminal; at least 60 are used. */
  readonly columns: number;
  readonly paint: ReportPaint;
  /** Whether a broken SHOULD makes the run fail. */
  readonly strict: boolean;
}

/** Writes a run for people: numbered, by section, as it goes on. Each method returns lines. */
export class TextReport {
  readonly #info: RunInfo;
  readonly #columns: number;
  readonly #paint: ReportPaint;
  readonly #strict: boolean;
  #section: Section | null = null;
  #sectionNumber = 0;
  #number = 0;

  constructor(info: RunInfo, { columns, paint, strict }: TextReportOptions) {
    this.#info = info;
    this.#columns = Math.max(60, columns);
    this.#paint = paint;
    this.#strict = strict;
  }

  /** The lines above the first result. */
  head(count: number): string[] {
    const { version, subject, peer, seed } = this.#info;
    return [
      this.#paint('title', `tlslp-check ${version}: ${checksOf(count)} of a ${subject}, seed ${seed}`),
      ...wrapped(peer, this.#columns - 2).map((line) => `  ${line}`),
    ];
  }

  /** The lines of one result. */
  result(result: JudgedResult): string[] {
    const { check, verdict } = result;
    const [mark, tone] = MARKS[verdict];
    const head = `${this.#numberOf()} ${check.id}`;
    const known = result.known === null ? '' : ' (known)';
    const title = `  ${this.#paint(tone, mark)} ${head}${known}`;
    const section = this.#sectionLines(check);
    if (verdict === 'pass' && result.known === null) return [...section, title];
    return [...section, title, ...this.#details(result)];
  }

  /** The lines below the last result. */
  foot(outcome: Outcome): string[] {
    const { counts, unmet, stale, conforms } = outcome;
    const { subject } = this.#info;
    const words = [
      `${counts.pass} passed`,
      ...count(counts.fail, 'failed'),
      ...count(counts.weak, 'weak'),
      ...count(counts.info, 'for information'),
      ...count(counts.inconclusive, 'inconclusive'),
      ...count(counts.skipped, 'skipped'),
      ...count(counts.error, 'not played: an error of the kit'),
    ];
    const verdict = conforms
      ? this.#paint('good', `The ${subject} conforms.`)
      : this.#paint('bad', `The ${subject} does not conform.`);
    return [
      '',
      ...this.#list('Not passed:', unmet),
      ...this.#list('Known to fail, but passed: take them out of the file.', stale),
      ...wrapped(`${checksOf(outcome.results.length)}: ${words.join(', ')}.`, this.#columns),
      verdict,
    ];
  }

  #list(title: string, ids: readonly string[]): string[] {
    if (ids.length === 0) return [];
    return [title, ...wrapped(ids.join(' '), this.#columns - 2).map((line) => `  ${line}`), ''];
  }

  #sectionLines({ section }: CheckInfo): string[] {
    if (section === this.#section) return [];
    this.#section = section;
    this.#sectionNumber += 1;
    return ['', this.#paint('title', `${this.#sectionNumber}. ${SECTIONS[section].title}`)];
  }

  #numberOf(): string {
    this.#number += 1;
    return String(this.#number).padStart(3);
  }

  #details(result: JudgedResult): string[] {
    const { check, verdict, expected, came, cause, known, transcript } = result;
    const stale = verdict === 'pass';
    const rows: (readonly [string, string])[] = [
      ['rule', `${check.rule} (${check.level.toUpperCase()}, ${placeOf(check)})`],
      ...(stale ? ([['known', `passes now: ${known ?? ''}`]] as const) : []),
      ...(expected === '' ? [] : ([['expected', expected]] as const)),
      ...(came === '' ? [] : ([[verdict === 'skipped' ? 'why' : 'came', came]] as const)),
      ...(cause === null ? [] : ([['cause', cause]] as const)),
      ...(known === null || stale ? [] : ([['known', known]] as const)),
    ];
    const again = stale || verdict === 'skipped' ? [] : [this.#labelled('again', this.#info.again(check.id))];
    const isLoud = isUnmet(result, this.#strict);
    const shown = isLoud ? transcript.slice(-MAX_TRANSCRIPT_LINES) : [];
    return [
      ...rows.flatMap(([label, text]) => this.#row(label, text)),
      // In one piece, to be copied.
      ...again,
      ...shown.flatMap((line, at) => this.#row(at === 0 ? 'log' : '', line, 'quiet')),
    ];
  }

  #row(label: string, text: string, tone?: ReportTone): string[] {
    const room = this.#columns - INDENT.length - LABEL_COLUMNS;
    return wrapped(text, room).map((line, at) =>
      this.#labelled(at === 0 ? label : '', tone === undefined ? line : this.#paint(tone, line)),
    );
  }

  #labelled(label: string, text: string): string {
    return `${INDENT}${this.#paint('quiet', label.padEnd(LABEL_COLUMNS))}${text}`;
  }
}

/** The list of checks: a line for each, by section. */
export function listOfChecks(checks: readonly CheckInfo[], columns: number): string[] {
  const idColumns = Math.max(0, ...checks.map(({ id }) => id.length));
  const levelColumns = Math.max(...LEVELS.map((level: Level) => level.length));
  const room = Math.max(24, columns - idColumns - levelColumns - 4);
  return checks.flatMap(({ id, level, rule }) =>
    wrapped(rule, room).map((line, at) =>
      at === 0
        ? `${id.padEnd(idColumns)}  ${level.toUpperCase().padEnd(levelColumns)}  ${line}`
        : `${' '.repeat(idColumns + levelColumns + 4)}${line}`,
    ),
  );
}

function checksOf(number: number): string {
  return number === 1 ? '1 check' : `${number} checks`;
}

function count(number: number, word: string): string[] {
  return number === 0 ? [] : [`${number} ${word}`];
}
