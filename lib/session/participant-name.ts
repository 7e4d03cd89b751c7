import { escapeText } from '../protocol/escape.js';
import type { ClientCertificate } from './events.js';

/** The maximum length of a participant's name in any view, in UTF-16 code units of its escaped text. */
export const MAX_NAME_CHARS = 40;

/**
 * Returns the common name of a certificate, escaped for a terminal; null if there is none. What is longer than 40 characters is cut, never
 * within an escape, and then ends with an ellipsis.
 */
export function participantName(client: Pick<ClientCertificate, 'subject'> | null): string | null {
  const names = client?.subject['CN'] ?? '';
  const text = typeof names === 'string' ? names : names.join(', ');
  if (text === '') return null;
  if (text.length <= MAX_NAME_CHARS) {
    // Nearly every name is this short. At once is much cheaper than by character, and each session needs it.
    const whole = escapeText(text);
    if (whole.length <= MAX_NAME_CHARS) return whole;
  }
  let name = '';
  // One more than is shown, so that a cut is seen.
  for (const char of text.slice(0, MAX_NAME_CHARS + 1)) {
    const unit = escapeText(char);
    if (name.length + unit.length > MAX_NAME_CHARS) return `${name}…`;
    name += unit;
  }
  return name;
}
