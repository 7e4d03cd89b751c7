import { workDigest, trailingZeroBits } from '../../../protocol/digests.js';
import { hash } from 'node:crypto';
import { explainRawDigest } from './checksum.js';
import type { Hint, RawInput } from './hint.js';

const WINDOWS_1252 = /[\x80\x82-\x8c\x8e\x91-\x9c\x9e\x9f]/;

// Of the letters that UTF-8 begins with these bytes, most are Western. As Latin-1 they are rare at the end of a text.
const CUT = /(?:[\xc2\xc3]|\xe2[\x80-\xbf]|\xf0\x9f[\x80-\xbf]?)$/;

/** Explains bytes that are not UTF-8. */
export function brokenText(input: RawInput): readonly Hint[] {
  const { bytes, asked, token } = input;
  if (asked?.kind === 'body') {
    const digest = explainRawDigest({ command: asked, line: '', token, past: input.past }, asked, bytes);
    if (digest.length > 0) return digest;
  }
  if (asked?.kind === 'work') {
    const digest = hash('sha256', Buffer.concat([Buffer.from(token), bytes]), 'buffer');
    if (bytes.length >= 16 && trailingZeroBits(bytes) >= Math.max(asked.nBits, 8)) {
      return [
        {
          found: 'These are the raw bytes of a digest that ends in enough zero bits, not a suffix.',
          instead: 'Send the suffix that leads to this digest.',
        },
      ];
    }
    const given = bytes.toString('hex');
    if (trailingZeroBits(digest) >= Math.max(asked.nBits, 8)) {
      return [
        {
          found: 'As bytes this suffix is right, but a suffix is text.',
          instead: 'Search among texts, such as decimal numbers, and hash their characters.',
        },
      ];
    }
    if (trailingZeroBits(workDigest(token, given)) >= Math.max(asked.nBits, 8)) {
      return [
        {
          found: 'These are the bytes whose hex digits are a right suffix.',
          instead: 'Send the hex digits.',
        },
      ];
    }
  }
  return [textual(bytes.toString('latin1'), input.length)];
}

function textual(text: string, length: number): Hint {
  if (/\xed[\xa0-\xbf][\x80-\xbf]/.test(text)) {
    return {
      found: 'The line holds encoded surrogates: it was written in CESU-8 or modified UTF-8.',
      instead: 'Write plain UTF-8: a character beyond U+FFFF has four bytes.',
    };
  }
  if (text.includes('\xc0\x80')) {
    return {
      found: 'The line holds NUL as c0 80: it was written in modified UTF-8 (DataOutputStream.writeUTF).',
      instead: 'Write plain UTF-8.',
    };
  }
  if (isMostlyBinary(text)) {
    return {
      found: `The line is not text: ${countOf(text)} of its ${length} bytes are not ASCII, and they are not UTF-8.`,
      instead: 'Send a digest as hex digits, not as its raw bytes.',
    };
  }
  if (CUT.test(text)) {
    return {
      found: 'The line ends in the middle of a character: its last bytes were cut off.',
      instead: 'Cut a text between characters, not between bytes.',
    };
  }
  const name = WINDOWS_1252.test(text) ? 'Windows-1252' : 'Latin-1';
  return {
    found: `The line holds letters that are single bytes above 7f, as in ${name}.`,
    instead: 'Encode the text as UTF-8 before you send it.',
  };
}

function isMostlyBinary(text: string): boolean {
  return (
    text.length >= 8 &&
    countOf(text) > 0.25 * text.length &&
    /[\0-\x08\x0e-\x1f\x7f]|[\x80-\xff]{5}/.test(text)
  );
}

function countOf(text: string): number {
  return Array.from(text).filter((char) => char < ' ' || char > '~').length;
}
