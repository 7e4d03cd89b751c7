import { createHmac } from 'node:crypto';
import { splitBodyAnswer } from '../../../protocol/answers.js';
import { checksum } from '../../../protocol/digests.js';
import type { BodyCommand } from '../../../protocol/commands.js';
import { checksumInputs } from './checksum-inputs.js';
import { OTHER_HASHES, SHA256 } from './hashes.js';
import { checksumCorrections } from './checksum-corrections.js';
import { flawOf, readingsOf, type Reading } from './encodings.js';
import { observe } from './observations.js';
import { variantsOf, type Variant } from './corrections.js';
import type { Hint, Mistake } from './hint.js';

/** A digest that the client may have computed, with the way to it. */
interface Recipe {
  readonly hash: string;
  readonly formula: string;
  readonly digest: Buffer;
  readonly fixes: readonly string[];
}

interface Match {
  readonly hints: readonly Hint[];
  /** The number of separate mistakes in it. The match with the fewest is the most likely one. */
  readonly mistakes: number;
}

/** Explains a wrong checksum: its input, its hash function and its encoding. Returns no hints when no try gives this checksum. */
export function checksumHints(mistake: Mistake, command: BodyCommand): readonly Hint[] {
  const observed = observe(mistake);
  if (observed !== null) return [observed];
  const expected = checksum(mistake.token, command.randomString);
  const variants = variantsOf(mistake.line, checksumCorrections(command, expected));
  const corrected = variants.find(({ line }) => splitBodyAnswer(line).cksum === expected);
  if (corrected !== undefined) return corrected.hints;
  const readable = variants.flatMap((variant) =>
    readingsOf(splitBodyAnswer(variant.line).cksum).map((reading) => ({ variant, reading })),
  );
  if (readable.length === 0) return [noChecksum()];
  return bestMatch(recipes(mistake, command), readable)?.hints ?? [];
}

function bestMatch(
  tried: Iterable<Recipe>,
  readable: readonly { variant: Variant; reading: Reading }[],
): Match | null {
  let best: Match | null = null;
  for (const recipe of tried) {
    for (const { variant, reading } of readable) {
      const flaw = flawOf(reading.hex, recipe.digest);
      if (flaw === null) continue;
      const match = explain(recipe, variant, reading, flaw);
      if (match.mistakes === 1) return match;
      if (best === null || match.mistakes < best.mistakes) best = match;
    }
  }
  return best;
}

function explain(recipe: Recipe, variant: Variant, { encoding }: Reading, flaw: string): Match {
  const fixes = [
    ...recipe.fixes,
    ...(encoding === null ? [] : [encoding.fix]),
    ...(flaw === '' ? [] : ['Send all 64 hex digits of it, in their order.']),
  ];
  const found =
    `Your checksum is the ${encoding === null ? '' : `${encoding.name} `}${recipe.hash} of ${recipe.formula}` +
    `${flaw === '' ? '' : `, ${flaw}`}.`;
  return {
    hints: [...variant.hints, { found, instead: fixes.join(' ') }],
    mistakes: variant.hints.length + fixes.length,
  };
}

function* recipes({ token, line, past }: Mistake, command: BodyCommand): Generator<Recipe> {
  const inputs = checksumInputs(command, token, splitBodyAnswer(line).value, past);
  for (const input of inputs) {
    yield {
      hash: SHA256.name,
      digest: SHA256.digest(input.bytes),
      formula: input.formula,
      fixes: input.fixes,
    };
  }
  // Two mistakes in the input and another hash function are unlikely together, and would take thousands of digests.
  const likely = inputs.filter(({ fixes }) => fixes.length <= 1);
  for (const hash of OTHER_HASHES) {
    for (const { bytes, formula, fixes } of likely) {
      yield { hash: hash.name, digest: hash.digest(bytes), formula, fixes: ['Use SHA-256.', ...fixes] };
    }
  }
  yield* keyedRecipes(token, command.randomString);
}

function* keyedRecipes(token: string, randomString: string): Generator<Recipe> {
  const fixes = ['Use plain SHA-256 of token + random_string, without a key.'];
  const rows = [
    ['random_string, keyed with token', token, randomString],
    ['token, keyed with random_string', randomString, token],
  ] as const;
  for (const [formula, key, text] of rows) {
    yield { hash: 'HMAC-SHA-256', formula, digest: createHmac('sha256', key).update(text).digest(), fixes };
  }
}

function noChecksum(): Hint {
  return {
    found: 'There is no checksum in the line: no part of it can be read as a digest.',
    instead: 'Send the checksum, one space, and then the value.',
  };
}
