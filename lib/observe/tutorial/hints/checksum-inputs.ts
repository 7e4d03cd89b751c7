import { stepOf, type BodyCommand } from '../../../protocol/commands.js';
import { DEFAULT_RANDOM_STRING, DEFAULT_TOKEN } from '../../../protocol/constants.js';
import { concatenation, disguises, pairings, withNewline, type HashInput, type Part } from './inputs.js';
import type { Exchange } from './hint.js';

const RIGHT = 'Hash token + random_string, nothing else.';

/** What a checksum may have been made of, the right input first. `value` is what the client sent as its value. */
export function checksumInputs(
  { name, randomString }: BodyCommand,
  token: string,
  value: string,
  past: readonly Exchange[],
): HashInput[] {
  const t: Part = { name: 'token', text: token };
  const r: Part = { name: 'random_string', text: randomString };
  const others = [
    ...stale(t, r, past),
    ...confusions(t, r, { name: 'the name', text: name }, { name: 'the value', text: value }),
    ...withSuffix(t, r, past),
  ];
  return [
    ...pairings(t, r),
    ...others,
    ...others.map(withNewline),
    ...disguises('token + random_string', token + randomString),
  ];
}

/** Constants taken from the documentation, and what earlier commands brought. */
function stale(t: Part, r: Part, past: readonly Exchange[]): HashInput[] {
  const inputs: HashInput[] = [];
  for (const { command } of past.toReversed()) {
    if (command.kind === 'body') {
      const old = {
        name: `the random_string of ${stepOf(command)}, an earlier command`,
        text: command.randomString,
      };
      inputs.push(concatenation([t, old], ['Use the random_string of the command that you answer.']));
    }
    if (command.kind === 'work') {
      const old = { name: 'the token of an earlier WORK', text: command.token };
      inputs.push(concatenation([old, r], ['Use the token of the last WORK.']));
      const bits = { name: 'n_bits', text: String(command.nBits) };
      inputs.push(concatenation([t, bits, r], [RIGHT]), concatenation([t, r, bits], [RIGHT]));
    }
  }
  const constant = ['Take both from the commands: they differ from session to session.'];
  inputs.push(
    concatenation([{ name: "the documentation's token", text: DEFAULT_TOKEN }, r], constant),
    concatenation([t, { name: "the documentation's random_string", text: DEFAULT_RANDOM_STRING }], constant),
  );
  return inputs.filter(({ bytes }) => !Buffer.from(t.text + r.text).equals(bytes));
}

/** A part too few, too many, or in place of another. */
function confusions(t: Part, r: Part, name: Part, value: Part): HashInput[] {
  const space = { name: '" "', text: ' ' };
  const rows: readonly (readonly [string, ...Part[]])[] = [
    ['Put the token before it.', r],
    ['Put the random_string after it.', t],
    ['Hash token + random_string; this was an empty input.', { name: 'nothing at all', text: '' }],
    ['The value has no part in it.', t, r, value],
    ['The value has no part in it.', t, r, space, value],
    ['The value has no part in it.', value, t, r],
    [RIGHT, value],
    [RIGHT, t, value],
    [RIGHT, r, value],
    [RIGHT, value, t],
    [RIGHT, value, r],
    ['The name of the command has no part in it.', name, space, r],
    ['The name of the command has no part in it.', t, name, space, r],
    ['The name of the command has no part in it.', t, space, name, space, r],
    ['The name of the command has no part in it.', name, space, r, t],
    ['The name of the command has no part in it.', t, name, r],
    ['The name of the command has no part in it.', t, r, name],
    ['The name of the command has no part in it.', name, r],
    [RIGHT, name],
    [RIGHT, t, name],
    [RIGHT, t, t],
    [RIGHT, r, r],
    ...['undefined', 'None', 'null'].map((text) => absent(text, r)),
  ];
  return rows.map(([fix, ...parts]) => concatenation(parts, [fix]));
}

/** A variable that was never filled, as its language writes it. */
function absent(text: string, r: Part): readonly [string, ...Part[]] {
  return ['Remember the token of WORK until the session ends.', { name: `the word ${text}`, text }, r];
}

/** WORK's solution, hashed once more. */
function withSuffix(t: Part, r: Part, past: readonly Exchange[]): HashInput[] {
  const work = past.findLast(({ command }) => command.kind === 'work');
  if (work === undefined) return [];
  const s: Part = { name: 'the suffix of WORK', text: work.line };
  const fix = ["WORK's suffix has no part in it."];
  return [[t, s], [t, s, r], [t, r, s], [s, r], [s, t, r], [s]].map((parts) => concatenation(parts, fix));
}
