import type { WorkCommand } from '../../../protocol/commands.js';
import { formatCommand } from '../../../protocol/commands.js';
import { DEFAULT_TOKEN } from '../../../protocol/constants.js';
import { concatenation, disguises, pairings, type HashInput, type Part } from './inputs.js';
import type { Exchange } from './hint.js';

const ALONE = 'Put the token before the suffix.';

/** Returns the inputs that a client may have hashed for a suffix: the right one first, then the most likely ones first. */
export function suffixInputs(
  command: WorkCommand,
  token: string,
  suffix: string,
  past: readonly Exchange[],
): HashInput[] {
  const t: Part = { name: 'token', text: token };
  const s: Part = { name: 'suffix', text: suffix };
  const pairs = pairings(t, s).toSorted((a, b) => a.fixes.length - b.fixes.length);
  return [
    ...pairs.slice(0, 1),
    concatenation([s], [ALONE]),
    ...pairs.slice(1),
    ...wrongParts(command, t, s),
    ...staleTokens(t, s, past),
    ...rawSuffixes(token, suffix),
    ...disguises('token + suffix', token + suffix),
  ];
}

function wrongParts(command: WorkCommand, t: Part, s: Part): HashInput[] {
  const bits: Part = { name: 'n_bits', text: String(command.nBits) };
  const line: Part = { name: 'the whole command', text: formatCommand(command) };
  const space: Part = { name: '" "', text: ' ' };
  const newline: Part = { name: '"\\n"', text: '\n' };
  const rest = 'Hash the token of the command, not the rest of its line.';
  return [
    concatenation([s, newline], [ALONE, 'Do not hash the newline.']),
    concatenation([line, s], [rest]),
    concatenation([line, space, s], [rest]),
    concatenation([line, newline, s], [rest]),
    concatenation([t, space, bits, s], [rest]),
    concatenation([t, space, bits, space, s], [rest]),
    concatenation([t, bits, s], [rest]),
    concatenation([t, s, bits], [rest]),
    concatenation([{ name: '"WORK "', text: 'WORK ' }, t, s], [rest]),
    concatenation([{ name: '"WORK "', text: 'WORK ' }, t, space, s], [rest]),
  ];
}

function staleTokens(t: Part, s: Part, past: readonly Exchange[]): HashInput[] {
  const earlier = past
    .flatMap(({ command }) => (command.kind === 'work' ? [command.token] : []))
    .map((text) =>
      concatenation([{ name: 'the token of an earlier WORK', text }, s], ['Use the token of this WORK.']),
    );
  const documented = concatenation(
    [{ name: "the documentation's token", text: DEFAULT_TOKEN }, s],
    ['Take the token from the command: it differs from session to session.'],
  );
  return [...earlier, documented].filter(({ bytes }) => !Buffer.from(t.text + s.text).equals(bytes));
}

/** Inputs with the number or the bytes that the suffix encodes, instead of its text. */
function rawSuffixes(token: string, suffix: string): HashInput[] {
  const raw: (readonly [string, Buffer])[] = [];
  if (/^(?:[0-9a-f]{2})+$/i.test(suffix)) {
    raw.push(['the bytes that the suffix is the hex of', Buffer.from(suffix, 'hex')]);
  }
  if (/^[0-9]{1,19}$/.test(suffix)) {
    const number = Buffer.alloc(8);
    number.writeBigUInt64BE(BigInt(suffix));
    raw.push(
      ['the suffix as a 64-bit number (big-endian)', number],
      ['the suffix as a 64-bit number (little-endian)', Buffer.from(number).reverse()],
      ['the suffix as a 32-bit number (big-endian)', number.subarray(4)],
      ['the suffix as a 32-bit number (little-endian)', Buffer.from(number.subarray(4)).reverse()],
      ['the suffix in hex', Buffer.from(BigInt(suffix).toString(16))],
    );
  }
  if (/^[A-Za-z0-9+/_-]{4,}={0,2}$/.test(suffix)) {
    raw.push(['the bytes that the suffix is the base64 of', Buffer.from(suffix, 'base64')]);
  }
  return raw.map(([name, bytes]) => ({
    formula: `token + ${name}`,
    bytes: Buffer.concat([Buffer.from(token), bytes]),
    fixes: ['Hash the characters of the suffix just as you send them.'],
  }));
}
