import type { AskingCommand } from '../../protocol/answers.js';
import type { WorkCommand } from '../../protocol/commands.js';
import { grouped } from './bytes.js';

/**
 * Explains to the author of a client how to answer a command.
 * @param again whether a command of this kind was already explained in this session
 */
export function expectationOf(command: AskingCommand, again: boolean): string {
  switch (command.kind) {
    case 'hello':
      return 'The server greets. Answer with exactly HELLOBACK.';
    case 'work':
      return expectWork(command, again);
    case 'body':
      return again
        ? `The same again for ${command.name}: sha256(token + "${command.randomString}") in hex, a space, the value.`
        : `A request for a value, ${command.name}. Answer with a checksum, one space, and the value. The checksum ` +
            `is the SHA-256 of token + random_string in lower-case hex: the token is WORK's, random_string is ` +
            `"${command.randomString}", and nothing stands between or after them. Everything after the first space ` +
            'is the value, byte for byte.';
    case 'done':
      return 'The server has all answers. Answer with exactly OK.';
  }
}

/** Returns how many hashes WORK takes on average: one in 2^nBits digests ends in nBits zero bits. */
export function averageTries({ nBits }: WorkCommand): string {
  return grouped(2n ** BigInt(nBits));
}

function expectWork(command: WorkCommand, again: boolean): string {
  const tries = `That takes ${averageTries(command)} ${command.nBits === 0 ? 'try' : 'tries on average'}.`;
  if (again) return `Proof of work once more, with this token and n_bits = ${command.nBits}. ${tries}`;
  return (
    'A proof of work: WORK, the token, and n_bits. Find any suffix for which the SHA-256 of token + suffix, nothing ' +
    `between or after them, ends in at least ${command.nBits} zero bits, and answer with that suffix. ${tries}`
  );
}
