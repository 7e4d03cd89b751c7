import fc from 'fast-check';
import type { BodyCommand, Command } from '../../lib/protocol/commands.js';
import { isConfigurableName } from '../../lib/protocol/rules.js';

/** A body request. */
export function body(name: string, randomString: string): BodyCommand {
  return { kind: 'body', name, randomString };
}

const characters = (alphabet: string) => fc.constantFrom(...alphabet.split(''));
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '0123456789';

/** Any token or random string that the contract allows. */
export const token = fc.string({
  unit: characters(`${UPPER}${UPPER.toLowerCase()}${DIGITS}_-`),
  minLength: 1,
  maxLength: 128,
});

/** Any body name that an operator may configure. */
export const bodyName = fc
  .string({ unit: characters(`${UPPER}${DIGITS}_`), minLength: 1, maxLength: 128 })
  .filter(isConfigurableName);

const PLAIN = { noNullPrototype: true };

/** Any command. */
export const command: fc.Arbitrary<Command> = fc.oneof(
  fc.constant<Command>({ kind: 'hello' }),
  fc.constant<Command>({ kind: 'done' }),
  fc.record({ kind: fc.constant('work' as const), token, nBits: fc.integer({ min: 0, max: 64 }) }, PLAIN),
  fc.record({ kind: fc.constant('body' as const), name: bodyName, randomString: token }, PLAIN),
  fc.record({ kind: fc.constant('fail' as const), reason: fc.string() }, PLAIN),
);
