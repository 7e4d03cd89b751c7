import type { CheckInfo, Verdict } from '../engine/check.js';
import { isUnmet, type JudgedResult, type Outcome } from '../engine/outcome.js';
import { placeOf, SECTIONS, type Section } from '../engine/sections.js';
import { footLines } from './foot.js';
import { lastWords } from '../engine/last-words.js';
import { likenessOf } from './likeness.js';
import type { RunInfo } from './run-info.js';
import type { ReportPaint, ReportTone } from './tones.js';
import { wrapped } from './wrapped.js';

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
const MIN_COLUMNS = 60;
const MAX_TRANSCRIPT_LINES = 12;

/** Options of a text report. */
export interface TextReportOptions {
  /** Every check of the kit, in its order: numbers stay the same, whichever are played. */
  readonly all: readonly CheckInfo[];
  /** The width of the terminal; at least 60 are used. */
  readonly columns: number;
  readonly paint: ReportPaint;
  /** Whether a broken SHOULD makes the run fail. */
  readonly strict: boolean;
}

/** Writes a run for people: numbered, by section, as it goes on. Each method returns lines. */
export class TextReport {
  readonly #info: RunInfo;
  readonly #options: TextReportOptions;
  readonly #columns: number;
  readonly #paint: ReportPaint;
  readonly #sections: readonly Section[];
  /** The first check with each likeness of findings. */
  readonly #first = new Map<string, string>();
  #section: Section | null = null;

  constructor(info: RunInfo, options: TextReportOptions) {
    this.#info = info;
    this.#options = options;
    this.#columns = Math.max(MIN_COLUMNS, options.columns);
    this.#paint = options.paint;
    this.#sections = [...new Set(options.all.map(({ section }) => section))];
  }

  /** The lines above the first result. */
  head(count: number): string[] {
    const { version, subject, peer, seed } = this.#info;
    const checks = count === 1 ? '1 check' : `${count} checks`;
    return [
      this.#paint('title', `tlslp-check ${version}: ${checks} of a ${subject}, seed ${seed}`),
      ...wrapped(peer, this.#columns - 2).map((line) => `  ${line}`),
    ];
  }

  /** The lines of one result. */
  result(result: JudgedResult): string[] {
    const { check, verdict, known } = result;
    const [mark, tone] = MARKS[verdict];
    const number = this.#options.all.findIndex(({ id }) => id === check.id) + 1;
    const title = `  ${this.#paint(tone, mark)} ${String(number).padStart(3)} ${check.id}${known === null ? '' : ' (known)'}`;
    const section = this.#sectionLines(check);
    if (verdict === 'pass' && known === null) return [...section, title];
    return [...section, title, ...this.#details(result)];
  }

  /** The lines below the last result. */
  foot(outcome: Outcome): string[] {
    return footLines(outcome, { ...this.#options, columns: this.#columns, subject: this.#info.subject });
  }

  #sectionLines({ section }: CheckInfo): string[] {
    if (section === this.#section) return [];
    this.#section = section;
    const number = this.#sections.indexOf(section) + 1;
    return ['', this.#paint('title', `${number}. ${SECTIONS[section].title}`)];
  }

  #details(result: JudgedResult): string[] {
    const { check, verdict, expected, came, cause, known } = result;
    const rule = `${check.rule} (${check.level.toUpperCase()}, ${placeOf(check)})`;
    if (verdict === 'pass') {
      return [...this.#row('rule', rule), ...this.#row('known', `passes now: ${known ?? ''}`)];
    }
    if (verdict === 'skipped') return [...this.#row('rule', rule), ...this.#row('why', came)];
    const like = this.#likeFirst(result);
    return [
      ...this.#row('rule', rule),
      ...this.#row('expected', expected),
      ...this.#row('came', came),
      ...(cause === null ? [] : this.#row('cause', cause)),
      ...(known === null ? [] : this.#row('known', known === '' ? '(without a reason)' : known)),
      // In one piece, to be copied.
      this.#labelled('again', this.#info.again(check.id)),
      ...(like === null ? this.#evidence(result) : this.#row('log', `like that of ${like}`, 'quiet')),
    ];
  }

  /** What the programs wrote last, and the end of what was said. */
  #evidence(result: JudgedResult): string[] {
    const { verdict, transcript, outputs } = result;
    if (!isUnmet(result, this.#options.strict) && verdict !== 'weak') return [];
    const { stream, lines } = lastWords(outputs);
    return [
      ...lines.flatMap((line, at) => this.#row(at === 0 ? stream : '', line)),
      ...transcript
        .slice(-MAX_TRANSCRIPT_LINES)
        .flatMap((line, at) => this.#row(at === 0 ? 'log' : '', line, 'quiet')),
    ];
  }

  /** The first check with the same finding; null if it is this one. */
  #likeFirst(result: JudgedResult): string | null {
    const likeness = `${result.verdict} ${likenessOf(result)}`;
    const first = this.#first.get(likeness);
    if (first === undefined) this.#first.set(likeness, result.check.id);
    return first ?? null;
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
