/** Longer lists are ignored, so that a certificate cannot fill events and records. In characters. */
const MAX_LIST_CHARS = 4096;

/** One entry of Node's list. Node writes a value with special characters as a JSON string. */
const ENTRY = /([A-Za-z][A-Za-z ]*):("(?:[^"\\]|\\.)*"|[^",]*)(?:, |$)/y;

/**
 * Returns the alternative names of a certificate with their kinds, such as `email:max@example.org`, `DNS:example.org`, `URI:urn:x`. Empty
 * if the list is malformed or longer than 4096 characters.
 * @param list the list as Node writes it
 */
export function alternativeNames(list: string): string[] {
  if (list.length > MAX_LIST_CHARS) return [];
  const names: string[] = [];
  ENTRY.lastIndex = 0;
  while (ENTRY.lastIndex < list.length) {
    const [, kind, value] = ENTRY.exec(list) ?? [];
    const text = value === undefined ? null : plain(value);
    if (kind === undefined || text === null) return [];
    names.push(`${kind}:${text}`);
  }
  return names;
}

function plain(value: string): string | null {
  if (!value.startsWith('"')) return value;
  try {
    return String(JSON.parse(value));
  } catch {
    return null;
  }
}
