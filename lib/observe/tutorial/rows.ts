import type { Row } from './layout.js';
import { oddBytes, showLine } from './bytes.js';
import type { Tone } from './style.js';

/** The kinds of rows in the narration of a step. */

export function said(by: 'server' | 'client', line: string): Row[] {
  const mark = by === 'server' ? '>' : '<';
  const bytes = oddBytes(line);
  return [
    row(`${by} ${mark}`, showLine(line), by, 'plain', by === 'client'),
    ...(bytes === null ? [] : [listed('bytes', bytes)]),
  ];
}

/** An explanation of a command, before its answer comes. */
export function explained(text: string): Row {
  return row('', text, 'plain', 'quiet', false);
}

export function right(text: string): Row {
  return row('\u2714', text, 'good', 'good', false);
}

export function wrong(text: string): Row {
  return row('\u2718', text, 'bad', 'bad', false);
}

export function hinted(text: string): Row {
  return row('\u2192', text, 'hint', 'hint', false);
}

/** A value in which every character matters. `text` must be safe for a terminal. */
export function fact(label: string, text: string): Row {
  return row(label, text, 'quiet', 'plain', true);
}

/** A list of values with spaces between, such as bytes. */
export function listed(label: string, text: string): Row {
  return row(label, text, 'quiet', 'plain', false);
}

export function noted(text: string): Row {
  return row('', text, 'plain', 'plain', false);
}

function row(label: string, text: string, labelTone: Tone, textTone: Tone, exact: boolean): Row {
  return { label, text, labelTone, textTone, exact };
}
