const PLAIN = /^[\x20-\x7e]*$/;
const UNSAFE = /(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Encodes a value as JSON of one line that is safe to look at: what could move a cursor, or hide or change what a reader sees, is an escape
 * of JSON. A parser gets exactly the value.
 */
export function shownJson(value: unknown): string {
  const text = JSON.stringify(value);
  return PLAIN.test(text) ? text : text.replace(UNSAFE, escapeUnits);
}

function escapeUnits(char: string): string {
  let text = '';
  for (let unit = 0; unit < char.length; unit++)
    text += `\\u${char.charCodeAt(unit).toString(16).padStart(4, '0')}`;
  return text;
}
