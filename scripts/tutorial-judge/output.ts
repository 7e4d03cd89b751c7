import { escapeText } from '../../lib/protocol/escape.js';

/** A row of the narration. The label of a title is `title`. */
export interface OutputRow {
  readonly label: string;
  readonly text: string;
}

const COLUMNS = 100;
const LABEL_COLUMNS = 11;
/** Rows that quote: what came, and what is computed from it. */
const QUOTING = /^(client <|came|expected|made of|digest|input|its end|its bits)$/;
/** Explanations of a command, before its answer comes: with another name than the usual one, too. */
const COMMAND = /^(A request for a value, |The same again for )/;
const NEW_ROW = /^(Check |Note|This tutorial )/;

/** Joins the lines of each row again. */
export function rowsOf(output: string): OutputRow[] {
  const rows: OutputRow[] = [];
  let before = '';
  for (const line of output.split('\n')) {
    const label = line.slice(0, LABEL_COLUMNS - 1).trim();
    const text = line.slice(LABEL_COLUMNS);
    const last = rows.at(-1);
    if (line === '') before = '';
    else if (!line.startsWith(' ')) rows.push({ label: 'title', text: line });
    else if (label === '' && last !== undefined && continues(before, text)) {
      rows[rows.length - 1] = { label: last.label, text: `${last.text} ${text}` };
    } else rows.push({ label, text });
    before = line;
  }
  return rows;
}

function continues(before: string, text: string): boolean {
  const word = text.split(' ')[0] ?? '';
  return before.length + 1 + word.length > COLUMNS && before.startsWith(' ') && !NEW_ROW.test(text);
}

/** Replaces numbers, and what is from one session only. */
function shapeOf(text: string): string {
  return text.replace(/\d[\d,]*/g, '#');
}

/** What an output holds whatever the mistake is. */
export class Usual {
  readonly #shapes = new Set<string>();
  readonly #verdicts = new Set<string>();

  /** Adds the output of a right client: none of its rows explains a mistake. */
  add(output: string): void {
    for (const { text } of rowsOf(output)) this.#shapes.add(shapeOf(text));
  }

  /** Adds the output of a client whose line is nothing at all: what is said of it is said of any wrong line. */
  addMeaningless(output: string): void {
    for (const { text } of this.explanations(output)) this.#verdicts.add(shapeOf(text));
  }

  /** Whether this is said of any wrong line. */
  isOfAny({ text }: OutputRow): boolean {
    return this.#verdicts.has(shapeOf(text));
  }

  /** Returns the rows of an output that explain what went wrong. */
  explanations(output: string): OutputRow[] {
    return rowsOf(output).filter(
      ({ label, text }) =>
        !QUOTING.test(label) &&
        label !== '\u2714' &&
        !COMMAND.test(text) &&
        (label !== 'server >' || text.startsWith('FAIL')) &&
        !this.#shapes.has(shapeOf(text)) &&
        !(label === 'title' && /^(Step \d|Tutorial|Server |No records)/.test(text)),
    );
  }
}

/** Whether the output shows these bytes: their text, or their beginning in hex. */
export function shows(output: string, bytes: Buffer): boolean {
  const joined = rowsOf(output)
    .map(({ text }) => text)
    .join('\n');
  const text = bytes.toString('utf8').replace(/\n+$/, '');
  const escaped = escapeText(text, Infinity).slice(0, 20);
  const hex = (bytes.subarray(0, 6).toString('hex').match(/../g) ?? []).join(' ');
  const lastHex = (bytes.subarray(-4).toString('hex').match(/../g) ?? []).join(' ');
  return (escaped !== '' && joined.includes(escaped)) || joined.includes(hex) || joined.includes(lastHex);
}
