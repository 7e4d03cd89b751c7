import type { Row } from '../feed/shapes.js';
import { isLate } from '../state/order.js';
import { sides } from './header.js';
import { nameOf, stateStyle, stateWord } from './names.js';
import { fit, span, textOf, type Line, type Style } from './text.js';
import { elapsed } from './times.js';

/** The widths of the columns. One of 0 is left out. */
interface Columns {
  readonly state: number;
  readonly name: number;
  readonly step: number;
  readonly since: number;
  readonly answered: number;
  readonly tries: number;
  readonly error: number;
}

type Align = 'left' | 'right';
const ALIGN: Readonly<Record<keyof Columns, Align>> = {
  state: 'left',
  name: 'left',
  step: 'left',
  since: 'right',
  answered: 'right',
  tries: 'right',
  error: 'left',
};
const TITLES: Readonly<Record<keyof Columns, string>> = {
  state: 'STATE',
  name: 'NAME',
  step: 'STEP',
  since: 'FOR',
  answered: 'ANSWERS',
  tries: 'TRIES',
  error: 'ERROR',
};

/** From this width on, an error has its message instead of its code. */
const MESSAGE_COLUMNS = 30;
const MARKER = 2;

export interface TableOptions {
  readonly width: number;
  /** The time of the server. */
  readonly now: number;
  readonly workTimeout: number;
  /** The id of the selected participant. */
  readonly selected: string | null;
}

/** Returns the line with the titles of the columns, and to the right which rows are seen. */
export function tableHead(part: string, width: number): Line {
  const columns = columnsFor(width);
  const cells = shownColumns(columns).map((name) => fit(TITLES[name], columns[name], ALIGN[name]));
  return sides([span(' '.repeat(MARKER) + cells.join(' ').trimEnd(), 'title')], [span(part, 'quiet')], width);
}

/** Returns the line of a participant. */
export function tableRow(row: Row, options: TableOptions): Line {
  const { width, selected } = options;
  const columns = columnsFor(width);
  const cells = shownColumns(columns).flatMap((name, index) => {
    const { text, style } = cellOf(name, row, options, columns[name]);
    const shown = fit(text, columns[name], ALIGN[name]);
    return [...(index === 0 ? [] : [span(' ')]), span(shown, style)];
  });
  if (row.id !== selected) return [span(' '.repeat(MARKER)), ...cells];
  // A mark, too: not every terminal shows colours.
  return [span(fit(`> ${textOf(cells)}`, width), 'selected')];
}

function columnsFor(width: number): Columns {
  const wide = width >= 100;
  const fixed = {
    state: 9,
    step: width < 56 ? 0 : wide ? 14 : 10,
    since: 8,
    answered: width < 46 ? 0 : 7,
    tries: width < 40 ? 0 : 5,
  };
  const used = Object.values(fixed).reduce((sum, column) => sum + (column === 0 ? 0 : column + 1), MARKER);
  const room = width - used;
  const hasError = room >= 28;
  // A name has at most 40 characters. Most codes of errors have at most 17.
  const name = hasError ? Math.min(41, Math.max(room - 18, 10), wide ? 26 : 41) : Math.max(4, room);
  return { ...fixed, name, error: hasError ? room - name - 1 : 0 };
}

function shownColumns(columns: Columns): (keyof Columns)[] {
  return (Object.keys(TITLES) as (keyof Columns)[]).filter((name) => columns[name] > 0);
}

interface Cell {
  readonly text: string;
  readonly style?: Style;
}

function cellOf(name: keyof Columns, row: Row, { now, workTimeout }: TableOptions, width: number): Cell {
  const { state, step, since, answered, requests, tries, lastError } = row;
  const isDone = state === 'done';
  const quiet = isDone ? ({ style: 'quiet' } as const) : {};
  switch (name) {
    case 'state':
      return { text: stateWord(state), style: stateStyle(state) };
    case 'name':
      return { text: nameOf(row) };
    case 'step':
      return { text: isDone ? '' : (step ?? ''), ...quiet };
    case 'since': {
      const late = state === 'working' && isLate(since, now, workTimeout);
      return { text: elapsed(now - since), ...(late ? { style: 'bad' } : quiet) };
    }
    case 'answered':
      return { text: requests === null ? String(answered) : `${answered}/${requests}`, ...quiet };
    case 'tries':
      return { text: String(tries), ...quiet };
    case 'error':
      return { text: errorText(lastError, width), style: state === 'failed' ? 'bad' : 'quiet' };
  }
}

function errorText(error: Row['lastError'], width: number): string {
  if (error === null) return '';
  return width >= MESSAGE_COLUMNS ? error.message : error.code;
}
