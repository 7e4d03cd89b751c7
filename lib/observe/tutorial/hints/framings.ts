import type { Hint } from './hint.js';

const INSTEAD = 'Send the text and one LF (byte 0a): lines have no length before them.';
const ANSWER = /^(?:HELLOBACK|OK|[0-9a-f]{64} .*)\n?$/;
const TEXT = /^[\x20-\x7e][^\0]*$/;

/** Recognizes bytes that begin with their own length, as binary protocols frame them, instead of ending with LF. */
export function lengthPrefix(bytes: Buffer): Hint | null {
  return binaryLength(bytes) ?? writtenLength(bytes) ?? packedLength(bytes);
}

function binaryLength(bytes: Buffer): Hint | null {
  for (const size of [8, 4, 2, 1] as const) {
    if (bytes.length <= size) continue;
    const head = bytes.subarray(0, size);
    const rest = bytes.subarray(size);
    if (!TEXT.test(rest.toString('latin1')) || (size === 1 && isPrintable(bytes[0] ?? 0))) continue;
    for (const order of ['big', 'little'] as const) {
      if (size === 1 && order === 'little') continue;
      const length = numberOf(head, order);
      // With or without the LF, and with or without the prefix itself.
      const fits = [rest.length, rest.length - 1, bytes.length].includes(length) && length > 1;
      if (!fits || (size === 1 && length === 0x0a)) continue;
      const which = size === 1 ? 'one byte' : `${size} bytes, ${order}-endian`;
      return { found: `The line begins with its length (${which}).`, instead: INSTEAD };
    }
  }
  return null;
}

function numberOf(head: Buffer, order: 'big' | 'little'): number {
  const big = order === 'big' ? head : Buffer.from(head).reverse();
  return Number(BigInt(`0x${big.toString('hex')}`));
}

/** A length in digits: netstrings, HTTP chunks, and fields of a fixed width. */
function writtenLength(bytes: Buffer): Hint | null {
  const text = bytes.toString('latin1');
  const netstring = /^(\d{1,4}):([^]*?),?\n?$/.exec(text);
  if (netstring !== null && near(Number(netstring[1]), netstring[2] ?? '')) {
    return { found: 'The line is a netstring: its length and a colon stand before it.', instead: INSTEAD };
  }
  const chunk = /^([0-9a-f]{1,4})\r\n?([^]*?)(?:\r\n?)?$/i.exec(text);
  if (chunk !== null && near(Number.parseInt(chunk[1] ?? '', 16), chunk[2] ?? '')) {
    return {
      found: 'The line is a chunk, as HTTP frames them: its length stands before it.',
      instead: INSTEAD,
    };
  }
  const fixed = /^(\d{1,8}?)(HELLOBACK\n?|OK\n?|[0-9a-f]{64} [^]*)$/.exec(text);
  if (fixed !== null && ANSWER.test(fixed[2] ?? '') && near(Number(fixed[1]), fixed[2] ?? '')) {
    return { found: 'The line begins with its length, in digits.', instead: INSTEAD };
  }
  return null;
}

function near(length: number, text: string): boolean {
  return length > 1 && (length === text.length || length === text.replace(/\r?\n$/, '').length);
}

/** A string of MessagePack or CBOR: its first byte or two hold its length. */
function packedLength(bytes: Buffer): Hint | null {
  const first = bytes[0] ?? 0;
  const packs = [
    ['MessagePack', 0xa0, 0x1f, 0xd9],
    ['CBOR', 0x60, 0x17, 0x78],
  ] as const;
  for (const [name, short, most, long] of packs) {
    const length =
      first === long ? (bytes[1] ?? 0) : first >= short && first <= short + most ? first - short : 0;
    const rest = bytes.subarray(first === long ? 2 : 1);
    // The first byte may be a letter of a text: then only a text that is right without it shows what it is.
    if (!TEXT.test(rest.toString('latin1')) || (first < 0x7f && !ANSWER.test(rest.toString('latin1'))))
      continue;
    if (length > 1 && near(length, rest.toString('latin1'))) {
      return {
        found: `The line is a string of ${name}, a binary format.`,
        instead: 'Send the text and one LF (byte 0a).',
      };
    }
  }
  return null;
}

function isPrintable(byte: number): boolean {
  return byte >= 0x20 && byte <= 0x7e;
}
