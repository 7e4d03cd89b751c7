import type { SessionRecord } from '../../record.js';

// JSON does not escape these characters. Some programs end a line at them (Python's splitlines), and a terminal executes a few.
const LINE_BREAKERS = /[\u007f-\u009f\u2028\u2029]/g;

/** Encodes the record as one line of JSON. The only LF is the last byte. */
export function recordLine(record: SessionRecord): string {
  const json = JSON.stringify(record).replace(
    LINE_BREAKERS,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${json}\n`;
}
