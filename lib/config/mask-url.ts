const URL_START = /^[a-z][a-z0-9+.-]*:\/\//i;

/**
 * Hides the passwords of a URL: what is between the user and the last `@`, and parameters such as `password=`. Other texts stay as they
 * are. A password need not be encoded as it should be, so more than the password may be hidden.
 */
export function maskUrl(text: string): string {
  if (!URL_START.test(text)) return text;
  return text
    .replace(/(:\/\/[^/\s:@]*):.*@/s, '$1:***@')
    .replace(/([?&](?:ssl)?password=)[^&\s]*/gi, '$1***');
}
