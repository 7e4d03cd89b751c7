import type { SessionRecord } from '../../record.js';

// JSON leaves these as they are, but some programs end a line at them (Python's splitlines does), and a terminal obeys a few.
const LINE_BREAKERS = /[\u007f-\u009f\u2028\u2029]/g;

/** The record as its one line, LF included. The only LF in it is the last byte. */
export function recordLine(record: SessionRecord): string {
  const json = JSON.stringify(record).replace(
    LINE_BREAKERS,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${json}\n`;
}
