import type { Status } from '../feed/shapes.js';
import { bigNumber } from './digits.js';
import { reasonsText, sum } from './names.js';
import { cut, cutLine, fit, span, type Line, type Style } from './text.js';

interface Count {
  readonly value: number;
  readonly label: string;
  readonly style: Style;
  /** Beside the number, in small. */
  readonly note?: string;
}

/** How large the counts are: in one line, in two, or in four with high digits. */
export type CountsSize = 'line' | 'small' | 'big';

/** Returns the counts of participants, and of refused connections. */
export function counts(status: Status, size: CountsSize, width: number): readonly Line[] {
  const all = countsOf(status);
  if (size === 'line') return [oneLine(all, width)];
  const cell = Math.floor(width / all.length);
  if (size === 'small') {
    const numbers = all.flatMap(({ value, note = '', style }) => {
      const number = String(value);
      return [
        { text: `${number} `, style, strong: true },
        span(fit(note, cell - number.length - 1), 'quiet'),
      ];
    });
    return [cutLine(numbers, width), labels(all, cell, width)];
  }
  const rows = ([0, 1, 2] as const).map((row) =>
    cutLine(
      all.flatMap(({ value, note = '', style }) => {
        const number = `${bigNumber(value)[row]} `;
        return [
          { text: number, style, strong: true },
          span(fit(row === 2 ? note : '', cell - number.length), 'quiet'),
        ];
      }),
      width,
    ),
  );
  return [...rows, labels(all, cell, width)];
}

function countsOf({ counts: { participants, refusals } }: Status): readonly Count[] {
  const { working, answering, done, known, failed, forgottenDone, forgotten } = participants;
  const all = known + forgotten;
  return [
    { value: working, label: 'in WORK', style: 'warning' },
    { value: answering, label: 'answering', style: 'busy' },
    { value: done + forgottenDone, label: 'done', style: 'good', note: `of ${all}` },
    { value: failed, label: 'failed', style: failed === 0 ? 'quiet' : 'bad' },
    { value: sum(refusals), label: 'refused', style: sum(refusals) === 0 ? 'quiet' : 'bad' },
  ];
}

function labels(all: readonly Count[], cell: number, width: number): Line {
  return [span(cut(all.map(({ label }) => fit(label, cell)).join(''), width), 'quiet')];
}

function oneLine(all: readonly Count[], width: number): Line {
  const parts = all.flatMap(({ value, label, style, note }) => [
    { text: String(value), style, strong: true },
    span(` ${label}${note === undefined ? '' : ` ${note}`}  `, 'quiet'),
  ]);
  return cutLine(parts, width);
}

/** Returns a line with the reasons of failed sessions and of refusals; nothing if there are none. */
export function reasons({ counts: { failures, refusals } }: Status, width: number): readonly Line[] {
  const parts = [
    ...(sum(failures) === 0 ? [] : [`failed: ${reasonsText(failures)}`]),
    ...(sum(refusals) === 0 ? [] : [`refused: ${reasonsText(refusals)}`]),
  ];
  return parts.length === 0 ? [] : [[span(cut(parts.join(' · '), width), 'quiet')]];
}
