import type { Hint } from './hint.js';

/** What bytes of another protocol or format begin with. The patterns read each byte as one character. */
const SIGNATURES: readonly (readonly [pattern: RegExp, what: string, instead: string])[] = [
  [
    /^[A-Z]+ \S+ HTTP\/\d(?:\.\d)?\r?(?:\n|$)/,
    'This is an HTTP request.',
    'This server speaks lines over TLS, not HTTP.',
  ],
  [
    /^\x16\x03[\0-\x04]/,
    'These bytes begin a TLS handshake, inside TLS.',
    'Wrap the socket in TLS once; perhaps your library has done it already.',
  ],
  [/^\x1f\x8b/, 'These bytes are gzip: compressed.', 'Send plain lines.'],
  [/^x[\x01\x5e\x9c\xda](?=[^ -~]|.?[^ -~])/s, 'These bytes are zlib: compressed.', 'Send plain lines.'],
  [/^\x28\xb5\x2f\xfd/, 'These bytes are Zstandard: compressed.', 'Send plain lines.'],
  [/^BZh[1-9]1AY/, 'These bytes are bzip2: compressed.', 'Send plain lines.'],
  [/^SSH-\d/, 'This is the greeting of SSH.', 'This server speaks lines over TLS.'],
  [/^(?:EHLO|HELO)\b/i, 'This is the greeting of SMTP.', 'Answer HELLO with HELLOBACK.'],
  [/^STARTTLS\b/i, 'This asks for STARTTLS.', 'TLS is on already: answer the command.'],
  [
    /^PROXY (?:TCP[46]|UNKNOWN)/,
    'This is a PROXY header, inside TLS.',
    'Send it before TLS, to a server that takes it, or not at all.',
  ],
  [
    /^\r\n\r\n\0\r\nQUIT\n/,
    'This is a PROXY header of version 2, inside TLS.',
    'Send it before TLS, to a server that takes it, or not at all.',
  ],
  [/^\x05[\x01-\x05][\0-\x09]/, 'These bytes begin a SOCKS connection.', 'Send lines.'],
  [
    /^\xac\xed\0\x05/,
    'These bytes are a serialized Java object (ObjectOutputStream).',
    "Write the text's UTF-8 bytes to the socket's own stream.",
  ],
  [/^\x80[\x02-\x05][\x95\]X}(c]/, 'These bytes are a Python pickle.', 'Send the text, encoded as UTF-8.'],
  [/^[\x81\x82][\x80-\xff]/, 'These bytes are a WebSocket frame.', 'Write lines to the TLS socket itself.'],
  [
    /^\xff[\xfb-\xfd]/,
    'These bytes are telnet negotiation.',
    'Use a client that sends nothing but its lines.',
  ],
  [
    /^\x1b\[|^\x1b\]/,
    'The line begins with an escape sequence of a terminal.',
    'Send the text without colours.',
  ],
];

/** Recognizes the bytes of another protocol or format by their beginning. */
export function foreignBytes(bytes: Buffer): Hint | null {
  const text = bytes.subarray(0, 1024).toString('latin1');
  const known = SIGNATURES.find(([pattern]) => pattern.test(text));
  return known === undefined ? null : { found: known[1], instead: known[2] };
}

const UTF16 = 'Write UTF-8.';

/** Recognizes text in an encoding that puts NUL bytes, or a mark, around its characters. */
export function wideText(bytes: Buffer): Hint | null {
  const text = bytes.toString('latin1');
  if (/^(?:\xff\xfe\0\0|\0\0\xfe\xff)/.test(text)) return wide('UTF-32, with a byte order mark');
  if (text.startsWith('\xff\xfe')) return wide('UTF-16 (little-endian), with a byte order mark (ff fe)');
  if (text.startsWith('\xfe\xff')) return wide('UTF-16 (big-endian), with a byte order mark (fe ff)');
  if (/^(?:[^\0]\0\0\0){2,}/.test(text) || /^(?:\0\0\0[^\0]){2,}/.test(text)) return wide('UTF-32');
  if (/^(?:[^\0]\0){3,}/.test(text)) return wide('UTF-16 (little-endian): every other byte is 00');
  if (/^(?:\0[^\0]){3,}/.test(text)) return wide('UTF-16 (big-endian): every other byte is 00');
  return null;
}

function wide(encoding: string): Hint {
  return { found: `The line was written as ${encoding}.`, instead: UTF16 };
}

// The letters and digits of code page 037, which most EBCDIC code pages share.
const EBCDIC = new Map<number, string>([
  ...Array.from('ABCDEFGHI', (char, i) => [0xc1 + i, char] as const),
  ...Array.from('JKLMNOPQR', (char, i) => [0xd1 + i, char] as const),
  ...Array.from('STUVWXYZ', (char, i) => [0xe2 + i, char] as const),
  ...Array.from('abcdefghi', (char, i) => [0x81 + i, char] as const),
  ...Array.from('jklmnopqr', (char, i) => [0x91 + i, char] as const),
  ...Array.from('stuvwxyz', (char, i) => [0xa2 + i, char] as const),
  ...Array.from('0123456789', (char, i) => [0xf0 + i, char] as const),
]);

/** Recognizes EBCDIC, in which every letter and digit has a byte of its own above 7f. */
export function ebcdicText(bytes: Buffer): Hint | null {
  const letters = bytes.filter((byte) => byte >= 0x80);
  if (letters.length < 2 || !letters.every((byte) => EBCDIC.has(byte))) return null;
  if (
    !bytes.every(
      (byte) => EBCDIC.has(byte) || byte === 0x25 || byte === 0x15 || byte === 0x40 || byte === 0x0d,
    )
  )
    return null;
  return {
    found: 'The line was written in EBCDIC.',
    instead: 'Write UTF-8, and end the line with the byte 0a.',
  };
}
