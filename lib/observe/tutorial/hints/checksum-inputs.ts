import { stepOf, type BodyCommand } from '../../../protocol/commands.js';
import { DEFAULT_RANDOM_STRING, DEFAULT_TOKEN } from '../../../protocol/constants.js';
import { concatenation, disguises, pairings, withNewline, type HashInput, type Part } from './inputs.js';
import type { Exchange } from './hint.js';

const RIGHT = 'Hash token + random_string, nothing else.';

/** Returns the inputs that a client may have hashed for a checksum, the right one first. `value` is the value that the client sent. */
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

/** Inputs with the constants of the documentation, or with the strings of earlier commands. */
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

/** Inputs with a missing, an additional or a wrong part. */
function confusions(t: Part, r: Part, name: Part, value: Part): HashInput[] {
  const space = { name: '" "', text: ' ' };
  const rows: readonly (readonly [string, ...Part[]])[] = [
    ['Put the token before it.', r],
    ['Put the random_string after it.', t],
    ['Hash token + random_string; this was an empty input.', { name: 'nothing at all', text: '' }],
    ['Do not hash the value.', t, r, value],
    ['Do not hash the value.', t, r, space, value],
    ['Do not hash the value.', value, t, r],
    [RIGHT, value],
    [RIGHT, t, value],
    [RIGHT, r, value],
    [RIGHT, value, t],
    [RIGHT, value, r],
    ['Do not hash the name of the command.', name, space, r],
    ['Do not hash the name of the command.', t, name, space, r],
    ['Do not hash the name of the command.', t, space, name, space, r],
    ['Do not hash the name of the command.', name, space, r, t],
    ['Do not hash the name of the command.', t, name, r],
    ['Do not hash the name of the command.', t, r, name],
    ['Do not hash the name of the command.', name, r],
    [RIGHT, name],
    [RIGHT, t, name],
    [RIGHT, t, t],
    [RIGHT, r, r],
    ...['undefined', 'None', 'null'].map((text) => absent(text, r)),
  ];
  return rows.map(([fix, ...parts]) => concatenation(parts, [fix]));
}

/** An unset variable in place of the token, as a programming language prints it. */
function absent(text: string, r: Part): readonly [string, ...Part[]] {
  return ['Remember the token of WORK until the session ends.', { name: `the word ${text}`, text }, r];
}

/** Inputs with the suffix of WORK. */
function withSuffix(t: Part, r: Part, past: readonly Exchange[]): HashInput[] {
  const work = past.findLast(({ command }) => command.kind === 'work');
  if (work === undefined) return [];
  const s: Part = { name: 'the suffix of WORK', text: work.line };
  const fix = ['Do not hash the suffix of WORK.'];
  return [[t, s], [t, s, r], [t, r, s], [s, r], [s, t, r], [s]].map((parts) => concatenation(parts, fix));
}
