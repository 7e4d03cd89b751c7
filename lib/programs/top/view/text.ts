import stringWidth from 'string-width';

// Widths are in columns of a terminal: most characters take one, those of Chinese and Japanese and emoji two, combining ones none.

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

export const widthOf = (text: string): number => stringWidth(text);

/** Cuts a text that is wider than this, and ends it with an ellipsis. */
export function cut(text: string, width: number): string {
  if (width <= 0) return '';
  // Most texts are short and plain.
  if (text.length <= width && /^[ -~]*$/.test(text)) return text;
  if (widthOf(text) <= width) return text;
  let result = '';
  let used = 0;
  for (const { segment } of GRAPHEMES.segment(text)) {
    used += widthOf(segment);
    if (used > width - 1) break;
    result += segment;
  }
  return `${result}…`;
}

/** Cuts or fills a text to exactly this width. */
export function fit(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const shown = cut(text, width);
  const space = ' '.repeat(Math.max(0, width - widthOf(shown)));
  return align === 'left' ? shown + space : space + shown;
}

/** Breaks a text into lines of at most this width: at its spaces, and in a word that is longer. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    const pieces = piecesOf(word, width);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? '';
  }
  return [...lines, line];
}

function piecesOf(word: string, width: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const { segment } of GRAPHEMES.segment(word)) {
    if (piece !== '' && widthOf(piece) + widthOf(segment) > width) {
      pieces.push(piece);
      piece = '';
    }
    piece += segment;
  }
  return [...pieces, piece];
}

/** A part of a line with one style. */
export interface Span {
  readonly text: string;
  readonly style?: Style;
  readonly strong?: boolean;
}
export type Line = readonly Span[];

/** What a part means. The colours are chosen where the screen is painted. */
export type Style = 'title' | 'quiet' | 'good' | 'bad' | 'warning' | 'busy' | 'selected' | 'alarm' | 'key';

export const span = (text: string, style?: Style): Span => (style === undefined ? { text } : { text, style });

/** Cuts a line that is wider than this. */
export function cutLine(line: Line, width: number): Line {
  const result: Span[] = [];
  let left = width;
  for (const part of line) {
    if (left <= 0) break;
    const shown = cut(part.text, left);
    result.push({ ...part, text: shown });
    left -= widthOf(shown);
    if (shown !== part.text) break;
  }
  return result;
}

export function textOf(line: Line): string {
  return line.map(({ text }) => text).join('');
}

export function lineWidth(line: Line): number {
  return widthOf(textOf(line));
}
