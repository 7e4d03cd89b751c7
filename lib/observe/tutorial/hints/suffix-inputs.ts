import type { WorkCommand } from '../../../protocol/commands.js';
import { formatCommand } from '../../../protocol/commands.js';
import { DEFAULT_TOKEN } from '../../../protocol/constants.js';
import { disguises } from './disguises.js';
import { concatenation, pairings, type HashInput, type Part } from './inputs.js';
import { joins } from './joins.js';
import { rawSuffixes } from './suffix-numbers.js';
import type { Exchange } from './hint.js';

const ALONE = 'Put the token before the suffix.';

/** Returns the inputs that a client may have hashed for a suffix: the right one first, then the most likely ones first; each once. */
export function suffixInputs(
  command: WorkCommand,
  token: string,
  suffix: string,
  past: readonly Exchange[],
): HashInput[] {
  const t: Part = { name: 'token', text: token };
  const s: Part = { name: 'suffix', text: suffix };
  const pairs = pairings(t, s).toSorted((a, b) => a.fixes.length - b.fixes.length);
  return unique([
    ...pairs.slice(0, 1),
    concatenation([s], [ALONE]),
    ...pairs.filter(({ formula }) => formula === 'suffix + token'),
    ...pairs.filter(({ fixes }) => fixes.length === 1),
    ...wrongParts(command, t, s),
    ...staleTokens(t, s, past),
    ...rawSuffixes(token, suffix),
    ...disguises('token + suffix', token + suffix),
    ...joins(t, s),
    ...pairs.filter(({ fixes }) => fixes.length > 1),
  ]);
}

/** Leaves out what hashes the same bytes as an input before it. */
function unique(inputs: readonly HashInput[]): HashInput[] {
  const seen = new Set<string>();
  return inputs.filter(({ bytes }) => {
    const key = Buffer.from(bytes).toString('latin1');
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function wrongParts(command: WorkCommand, t: Part, s: Part): HashInput[] {
  const bits: Part = { name: 'n_bits', text: String(command.nBits) };
  const line: Part = { name: 'the whole command', text: formatCommand(command) };
  const space: Part = { name: '" "', text: ' ' };
  const newline: Part = { name: '"\\n"', text: '\n' };
  const work: Part = { name: '"WORK "', text: 'WORK ' };
  const rest = 'Hash the token of the command, not the rest of its line.';
  const unset = 'Put in the token of the command.';
  return [
    concatenation([s, newline], [ALONE, 'Do not hash the newline.']),
    concatenation([line, s], [rest]),
    concatenation([line, space, s], [rest]),
    concatenation([line, newline, s], [rest]),
    concatenation([t, space, bits, s], [rest]),
    concatenation([t, space, bits, space, s], [rest]),
    concatenation([t, bits, s], [rest]),
    concatenation([t, s, bits], [rest]),
    concatenation([bits, t, s], [rest]),
    concatenation([work, t, s], [rest]),
    concatenation([work, t, space, s], [rest]),
    concatenation([{ name: '"WORK"', text: 'WORK' }, t, s], [rest]),
    concatenation([{ name: '"WORK"', text: 'WORK' }, s], ['Take the second word of the command, the token.']),
    concatenation([bits, s], ['Take the second word of the command, the token.']),
    concatenation([{ name: 'HELLO', text: 'HELLO' }, s], ['Take the token from WORK.']),
    ...['undefined', 'None', 'null', 'nil', 'NULL', '[object Object]', 'NaN', 'token'].map((text) =>
      concatenation([{ name: `the word ${text}`, text }, s], [unset]),
    ),
    concatenation([{ name: 'a space', text: ' ' }, t, s], [rest]),
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
