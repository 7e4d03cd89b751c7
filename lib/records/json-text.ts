// JSON does not escape these characters. Some programs end a line at them (Python's splitlines), and a terminal executes a few.
const LINE_BREAKERS = /[\u007f-\u009f\u2028\u2029]/g;

/** Encodes a value as JSON of one line, for any program's idea of a line. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(
    LINE_BREAKERS,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
