import { createHash } from 'node:crypto';
import { formatCommand, stepOf, type BodyCommand } from '../../../protocol/commands.js';
import { DEFAULT_RANDOM_STRING, DEFAULT_TOKEN } from '../../../protocol/constants.js';
import { disguises } from './disguises.js';
import { concatenation, pairings, withNewline, type HashInput, type Part } from './inputs.js';
import { joins } from './joins.js';
import type { Exchange } from './hint.js';

const RIGHT = 'Hash token + random_string, nothing else.';
const NO_NAME = 'Do not hash the name of the command.';
const NO_VALUE = 'Do not hash the value.';
const SPACE: Part = { name: '" "', text: ' ' };

/** Returns the inputs that a client may have hashed for a checksum, the right one first. `value` is the value that the client sent. */
export function checksumInputs(
  command: BodyCommand,
  token: string,
  value: string,
  past: readonly Exchange[],
): HashInput[] {
  const t: Part = { name: 'token', text: token };
  const r: Part = { name: 'random_string', text: command.randomString };
  const others = [
    ...stale(t, r, past),
    ...confusions(t, r, { name: 'the name', text: command.name }, { name: 'the value', text: value }),
    ...withSuffix(t, r, past),
    ...grown(t, r, past),
    ...commands(t, r, command, past),
  ];
  return [
    ...pairings(t, r),
    ...others,
    ...others.map(withNewline),
    ...disguises('token + random_string', token + command.randomString),
    ...joins(t, r),
    ...disguises('random_string', r.text),
    ...disguises('token', t.text),
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
      inputs.push(
        concatenation([t, SPACE, bits, r], [RIGHT]),
        concatenation([t, SPACE, bits, SPACE, r], [RIGHT]),
      );
      inputs.push(concatenation([bits, r], [RIGHT]));
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
  const space = SPACE;
  const rows: readonly (readonly [string, ...Part[]])[] = [
    ['Put the token before it.', r],
    ['Put the random_string after it.', t],
    ['Hash token + random_string; this was an empty input.', { name: 'nothing at all', text: '' }],
    [NO_VALUE, t, r, value],
    [NO_VALUE, t, r, space, value],
    [NO_VALUE, t, space, r, space, value],
    [NO_VALUE, value, t, r],
    [RIGHT, value],
    [RIGHT, t, value],
    [RIGHT, r, value],
    [RIGHT, value, t],
    [RIGHT, value, r],
    [NO_NAME, name, space, r],
    [NO_NAME, t, name, space, r],
    [NO_NAME, t, space, name, space, r],
    [NO_NAME, name, space, r, t],
    [NO_NAME, name, space, r, space, t],
    [NO_NAME, t, name, r],
    [NO_NAME, t, r, name],
    [NO_NAME, name, t, r],
    [NO_NAME, name, r, t],
    [NO_NAME, t, { name: '":"', text: ':' }, name, { name: '":"', text: ':' }, r],
    [NO_NAME, t, { name: '":"', text: ':' }, r, { name: '":"', text: ':' }, name],
    [NO_NAME, t, r, name, value],
    [NO_NAME, t, name, r, value],
    [NO_NAME, t, name, value],
    [NO_NAME, name, value],
    [NO_NAME, name, r],
    [RIGHT, name],
    [RIGHT, t, name],
    [RIGHT, name, t],
    [RIGHT, t, t],
    [RIGHT, r, r],
    [RIGHT, r, { name: '"\\n"', text: '\n' }, t, { name: '"\\n"', text: '\n' }],
    ...['undefined', 'None', 'null', 'nil', 'NULL', 'NaN', '[object Object]', 'token'].map((text) =>
      absent(text, r),
    ),
    ...['undefined', 'None', 'null', 'nil', 'NULL', '[object Object]'].map(
      (text): readonly [string, ...Part[]] => [
        'Take the random_string from the command.',
        t,
        { name: `the word ${text}`, text },
      ],
    ),
    ...['HELLO', 'HELLOBACK', 'WORK', 'OK', 'DONE'].map((text): readonly [string, ...Part[]] => [
      RIGHT,
      { name: text, text },
      r,
    ]),
  ];
  return rows.map(([fix, ...parts]) => concatenation(parts, [fix]));
}

/** An unset variable in place of the token, as a programming language prints it. */
function absent(text: string, r: Part): readonly [string, ...Part[]] {
  return ['Remember the token of WORK until the session ends.', { name: `the word ${text}`, text }, r];
}

/** Inputs with the suffix of WORK, or with the digest that it led to. */
function withSuffix(t: Part, r: Part, past: readonly Exchange[]): HashInput[] {
  const work = past.findLast(({ command }) => command.kind === 'work');
  if (work === undefined) return [];
  const s: Part = { name: 'the suffix of WORK', text: work.line };
  const solved = createHash('sha256')
    .update(t.text + work.line)
    .digest('hex');
  const d: Part = { name: 'the hex digest of WORK', text: solved };
  const fix = ['Do not hash the suffix of WORK.'];
  const rows = [
    [t, s],
    [t, s, r],
    [t, r, s],
    [s, r],
    [s, t, r],
    [r, s],
    [t, SPACE, s, SPACE, r],
    [s],
    [d, r],
    [t, d, r],
    [d],
    [r, d],
  ];
  return rows.map((parts) => concatenation(parts, fix));
}

/** Inputs of a hash that was never begun anew. */
function grown(t: Part, r: Part, past: readonly Exchange[]): HashInput[] {
  const earlier = past.flatMap(({ command }) => (command.kind === 'body' ? [command.randomString] : []));
  if (earlier.length === 0) return [];
  const all = [...earlier, r.text];
  const fixes = ['Begin a new hash for each request.'];
  const row = (formula: string, text: string): HashInput => ({ formula, bytes: Buffer.from(text), fixes });
  return [
    row('token + all random_strings so far: the hash was never begun anew', t.text + all.join('')),
    row(
      'token + random_string of every request so far: the hash was never begun anew',
      all.map((text) => t.text + text).join(''),
    ),
  ];
}

/** Inputs with whole commands. */
function commands(t: Part, r: Part, command: BodyCommand, past: readonly Exchange[]): HashInput[] {
  const whole: Part = { name: 'the whole command', text: formatCommand(command) };
  const work = past.findLast((exchange) => exchange.command.kind === 'work')?.command;
  const given: Part = { name: 'the whole WORK command', text: work === undefined ? '' : formatCommand(work) };
  const fix = ['Hash the words of the commands, not their whole lines.'];
  const rows = [
    [whole],
    [t, whole],
    [whole, t],
    ...(work === undefined
      ? []
      : [
          [given, r],
          [given, whole],
          [given, SPACE, r],
        ]),
  ];
  return rows.map((parts) => concatenation(parts, fix));
}
