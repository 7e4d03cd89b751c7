import type { WorkCommand } from '../../../protocol/commands.js';
import type { Variant } from './corrections.js';
import { OTHER_HASHES, SHA256, type HashFunction } from './hashes.js';
import { hmacs, passwordDigests, withoutKey } from './keyed.js';
import { suffixInputs } from './suffix-inputs.js';
import { growingDigests, neighbours } from './suffix-numbers.js';
import { ZERO_COUNTS, type ZeroCount } from './zero-counts.js';
import type { Hint, Mistake } from './hint.js';
import type { HashInput } from './inputs.js';

/** A set of mistakes that may explain the suffix, but for the way to count. */
export interface Trial {
  readonly corrections: readonly Hint[];
  /** The suffix one step from the one that was sent, when it is that one's. */
  readonly neighbour: Hint | null;
  readonly hash: HashFunction;
  /** The input, as a formula. */
  readonly formula: string;
  /** The name of the digest, when it is no plain hash of the input. */
  readonly what: string | null;
  readonly fixes: readonly string[];
  /** The ways to count its zeros, most likely first. */
  readonly counts: readonly ZeroCount[];
  readonly digest: () => Buffer;
}

const [RIGHT_COUNT, ...WRONG_COUNTS] = ZERO_COUNTS;
const RIGHT = RIGHT_COUNT === undefined ? [] : [RIGHT_COUNT];
const WRONG_ONCE = WRONG_COUNTS.filter(({ mistakes }) => mistakes === 1);
const WRONG_TWICE = WRONG_COUNTS.filter(({ mistakes }) => mistakes === 2);
/** Leading zeros, and the digest as a little-endian number. */
const OFTEN_COUNTED = [
  ...WRONG_ONCE.slice(0, 1),
  ...WRONG_ONCE.filter(({ found }) => found.includes('little-endian number')),
];
const OFTEN_INPUTS = 32;
const OFTEN_HASHES = 5;

/** Yields all trials with one mistake, or with two, most likely first: the fewer tries before a fit, the less likely is chance. */
export function* trialsOf(
  mistake: Mistake,
  command: WorkCommand,
  variants: readonly Variant[],
  level: 1 | 2,
): Generator<Trial> {
  const inputs = suffixInputs(command, mistake.token, mistake.line, mistake.past);
  if (level === 1) {
    yield* singles(mistake, command, inputs);
    return;
  }
  // What shows in the line was undone there: the rest may have one mistake more.
  for (const { line, hints } of variants) {
    if (hints.length > 1) continue;
    const corrected = { ...mistake, line };
    for (const trial of singles(
      corrected,
      command,
      suffixInputs(command, mistake.token, line, mistake.past),
    )) {
      yield { ...trial, corrections: hints };
    }
  }
  yield* doubles(mistake, command, inputs);
}

function plain(input: HashInput, hash: HashFunction, counts: readonly ZeroCount[]): Trial {
  const { formula, bytes, fixes } = input;
  return {
    corrections: [],
    neighbour: null,
    hash,
    formula,
    what: null,
    fixes,
    counts,
    digest: () => hash.digest(bytes),
  };
}

function* singles(mistake: Mistake, command: WorkCommand, inputs: readonly HashInput[]): Generator<Trial> {
  const { token, line } = mistake;
  const right = inputs[0];
  if (right === undefined) return;
  yield plain(right, SHA256, WRONG_ONCE);
  yield* beside(mistake, command, (input) => [plain(input, SHA256, RIGHT)], 1);
  const single = inputs.filter(({ fixes }) => fixes.length === 1);
  for (const input of single.slice(0, OFTEN_INPUTS)) yield plain(input, SHA256, RIGHT);
  for (const hash of OTHER_HASHES) yield plain(right, hash, RIGHT);
  for (const input of single.slice(OFTEN_INPUTS)) yield plain(input, SHA256, RIGHT);
  yield* keyed(token, line);
}

function* keyed(token: string, line: string): Generator<Trial> {
  const [t, s] = [
    { name: 'token', text: token },
    { name: 'suffix', text: line },
  ] as const;
  const base = { corrections: [], neighbour: null, hash: SHA256, formula: '', counts: RIGHT };
  for (const { what, digest } of [...hmacs(t, s), ...passwordDigests(t, s, true)]) {
    yield { ...base, what, fixes: [withoutKey(t, s)], digest };
  }
  for (const { from, digest } of growingDigests(token, line)) {
    yield {
      ...base,
      what: `SHA-256 of token + all numbers from ${from} to the suffix: the hash was never begun anew`,
      fixes: ['Begin a new hash for each suffix.'],
      digest: () => digest,
    };
  }
}

function* doubles(mistake: Mistake, command: WorkCommand, inputs: readonly HashInput[]): Generator<Trial> {
  const right = inputs[0];
  if (right === undefined) return;
  const single = inputs.filter(({ fixes }) => fixes.length === 1);
  const often = single.slice(0, OFTEN_INPUTS);
  const rare = single.slice(OFTEN_INPUTS);
  yield plain(right, SHA256, WRONG_TWICE);
  for (const input of often) yield plain(input, SHA256, OFTEN_COUNTED);
  for (const hash of OTHER_HASHES.slice(0, OFTEN_HASHES)) {
    yield plain(right, hash, OFTEN_COUNTED);
    for (const input of often) yield plain(input, hash, RIGHT);
  }
  for (const input of inputs.filter(({ fixes }) => fixes.length === 2)) yield plain(input, SHA256, RIGHT);
  yield* beside(
    mistake,
    command,
    (input) => [plain(input, SHA256, input.fixes.length === 0 ? OFTEN_COUNTED : RIGHT)],
    OFTEN_INPUTS,
  );
  for (const input of rare) yield plain(input, SHA256, OFTEN_COUNTED.slice(0, 1));
  for (const trial of keyed(mistake.token, mistake.line))
    yield { ...trial, counts: OFTEN_COUNTED.slice(0, 1) };
  for (const hash of OTHER_HASHES.slice(OFTEN_HASHES)) {
    yield plain(right, hash, OFTEN_COUNTED.slice(0, 1));
    for (const input of often) yield plain(input, hash, RIGHT);
  }
  for (const input of single) yield plain(input, SHA256, WRONG_ONCE);
  for (const hash of OTHER_HASHES) for (const input of rare) yield plain(input, hash, RIGHT);
}

/** Yields trials with the suffixes one step before and after the one that was sent. */
function* beside(
  { token, line, past }: Mistake,
  command: WorkCommand,
  trials: (input: HashInput) => readonly Trial[],
  most: number,
): Generator<Trial> {
  for (const { suffix, found, instead } of neighbours(line)) {
    const near = suffixInputs(command, token, suffix, past).filter(({ fixes }) => fixes.length <= 1);
    for (const trial of near.slice(0, most).flatMap(trials))
      yield { ...trial, neighbour: { found, instead } };
  }
}
