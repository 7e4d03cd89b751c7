import { escapeText } from '../../protocol/escape.js';
import { MAX_NAME_CHARS } from '../../session/participant-name.js';
import { columnsOf, unitsOf } from '../tutorial/columns.js';
import type { Named } from './session-text.js';

const CUT = '…';

// Characters that a reader could take for the quotes around a name.
const QUOTE = /"/g;
const LIKE_QUOTE = /[\u02ba\u02dd\u201c-\u201f\u2033\u2036\u275d\u275e\u3003\u301d-\u301f\uff02]/g;

/**
 * Returns a participant's name in double quotes, such as `"Max Mustermann"`: the common name of the certificate, escaped. Null if there is
 * none. What is longer than 40 characters is cut, and then ends with an ellipsis. Quotes in the name are escaped: it ends where its quotes
 * end.
 * @param maxColumns the most columns of a terminal that the name takes, without its quotes; no limit when not given
 */
export function quotedName(client: Named | null, maxColumns = Infinity): string | null {
  const name = client?.subject['CN'] ?? '';
  const text = typeof name === 'string' ? name : name.join(', ');
  return text === '' ? null : `"${cut(escapeName(text), maxColumns)}"`;
}

function escapeName(text: string): string {
  // One more than is shown, so that `cut` sees that there is more.
  const start = text.slice(0, MAX_NAME_CHARS + 1);
  return escapeText(start)
    .replace(QUOTE, '\\"')
    .replace(LIKE_QUOTE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function cut(escaped: string, maxColumns: number): string {
  if (escaped.length <= MAX_NAME_CHARS && columnsOf(escaped) <= maxColumns) return escaped;
  let kept = '';
  let columns = CUT.length;
  for (const unit of unitsOf(escaped)) {
    columns += columnsOf(unit);
    if (kept.length + unit.length > MAX_NAME_CHARS || columns > maxColumns) break;
    kept += unit;
  }
  return `${kept}${CUT}`;
}
