import { splitBodyAnswer } from '../../../protocol/answers.js';
import type { BodyCommand } from '../../../protocol/commands.js';
import { checksumInputs } from './checksum-inputs.js';
import { OTHER_HASHES, SHA256 } from './hashes.js';
import { hmacs, passwordDigests, withoutKey } from './keyed.js';
import type { HashInput, Part } from './inputs.js';
import type { Mistake } from './hint.js';

/** A digest that the client may have computed, with the way to it. */
export interface Recipe {
  /** What it is: `SHA-256 of token + random_string`. */
  readonly what: string;
  readonly digest: Buffer;
  readonly fixes: readonly string[];
}

/** Yields the digests that a client may have computed, most likely first. The right one is the first. */
export function* checksumRecipes({ token, line, past }: Mistake, command: BodyCommand): Generator<Recipe> {
  const { value } = splitBodyAnswer(line);
  const inputs = unique(checksumInputs(command, token, value, past));
  for (const { bytes, formula, fixes } of inputs) {
    yield { what: `${SHA256.name} of ${formula}`, digest: SHA256.digest(bytes), fixes };
  }
  const t: Part = { name: 'token', text: token };
  const r: Part = { name: 'random_string', text: command.randomString };
  const fixes = [withoutKey(t, r)];
  const rest: Part = { name: 'random_string + value', text: command.randomString + value };
  for (const { what, digest } of hmacs(t, r)) yield { what, digest: digest(), fixes };
  for (const { what, digest } of hmacs(t, rest).slice(0, 2)) yield { what, digest: digest(), fixes };
  // Two mistakes in the input and another hash function are unlikely together.
  const likely = inputs.filter((input) => input.fixes.length <= 1);
  for (const hash of OTHER_HASHES) {
    for (const { bytes, formula, fixes: more } of likely) {
      yield {
        what: `${hash.name} of ${formula}`,
        digest: hash.digest(bytes),
        fixes: ['Use SHA-256.', ...more],
      };
    }
  }
  for (const { what, digest } of passwordDigests(t, r, false)) yield { what, digest: digest(), fixes };
}

function unique(inputs: readonly HashInput[]): HashInput[] {
  const seen = new Set<string>();
  return inputs.filter(({ bytes }) => {
    const key = Buffer.from(bytes).toString('latin1');
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
