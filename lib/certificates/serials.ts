/**
 * Returns a serial number as Node and OpenSSL show it: upper-case hex with an even number of digits, no leading zero bytes. Null if the
 * text is not hex. Colons between the digits are accepted.
 */
export function serialOf(text: string): string | null {
  const digits = text.replaceAll(':', '');
  if (!/^[0-9a-fA-F]{1,64}$/.test(digits)) return null;
  const hex = BigInt(`0x${digits}`).toString(16).toUpperCase();
  return hex.length % 2 === 0 ? hex : `0${hex}`;
}
