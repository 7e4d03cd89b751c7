import { painter, type Paint } from '../tutorial/style.js';

/** How lines on standard output look. */
export interface LineStyle {
  /**
   * Returns the time at the beginning of a line, with the space behind it; an empty text where lines have no time.
   * @param at milliseconds since the epoch
   */
  readonly time: (at: number) => string;
  /** Adds colours, or does not. The characters are the same. */
  readonly paint: Paint;
  /** Returns the most columns that a name may take now. */
  readonly nameColumns: () => number;
}

export interface LineStyleOptions {
  /** The columns of the terminal that shows the lines; null where nobody reads along: the lines are for programs then. */
  readonly columns: (() => number) | null;
  /** Default false. */
  readonly colour?: boolean;
}

/** The lines of the tutorial. They have no time, because they are the same on every run. */
export const UNTIMED: LineStyle = { time: () => '', paint: painter(false), nameColumns: () => Infinity };

// What stands before a name on a terminal, and the longest of what should be seen behind it without a look at the next row.
const BESIDE_NAME = `2026-11-29 01:46:46 Session 1a2b3c4d "" failed at WORK`.length;
const MIN_NAME_COLUMNS = 16;

/**
 * Returns how lines look: on a terminal with the local time, such as `2026-11-29 01:46:46`, and with names that leave room for what is
 * said of them; otherwise with the time in ISO 8601, UTC, with milliseconds, as records and the log have it.
 */
export function lineStyle({ columns, colour = false }: LineStyleOptions): LineStyle {
  const paint = painter(colour);
  const timeText = columns === null ? utcText : localText;
  return {
    paint,
    time: (at) => `${paint('quiet', timeText(at))} `,
    nameColumns: () => (columns === null ? Infinity : Math.max(MIN_NAME_COLUMNS, columns() - BESIDE_NAME)),
  };
}

function utcText(at: number): string {
  return new Date(at).toISOString();
}

function localText(at: number): string {
  const date = new Date(at);
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(twoDigits).join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(':')}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
