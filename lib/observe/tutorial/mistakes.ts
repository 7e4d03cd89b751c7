import { splitBodyAnswer } from '../../protocol/answers.js';
import { stepOf, type BodyCommand, type WorkCommand } from '../../protocol/commands.js';
import { checksum, trailingZeroBits, workDigest } from '../../protocol/digests.js';
import { escapeText } from '../../protocol/escape.js';
import { sha256Of } from './acceptances.js';
import { hexBytes } from './bytes.js';
import { explainMistake, type Hint, type Mistake } from './hints/index.js';
import { fact, hinted, listed, noted, wrong } from './rows.js';
import type { Row } from './layout.js';

const NOT_FOUND = 'This tutorial tried many common mistakes, and none of them gives this line.';

/**
 * Explains a wrong answer: what is wrong, what is right, and the probable mistake of the client.
 * @param known the mistake, where it is known. Default: the hints that fit
 */
export function mistaken(mistake: Mistake, known: Hint | null = null): Row[] {
  const { hints, notes } = known === null ? explainMistake(mistake) : { hints: [known], notes: [] };
  const rows = hints.map(({ found, instead }) => hinted(`${found} ${instead}`));
  return [...verdict(mistake), ...(rows.length > 0 ? rows : [...notes.map(noted), ...unexplained(mistake)])];
}

function verdict(mistake: Mistake): Row[] {
  const { command } = mistake;
  switch (command.kind) {
    case 'hello':
    case 'done':
      return [
        wrong(`This is not the answer to ${stepOf(command)}.`),
        fact('expected', command.kind === 'hello' ? 'HELLOBACK\\n' : 'OK\\n'),
      ];
    case 'work':
      return wrongSuffix(mistake, command);
    case 'body':
      return wrongChecksum(mistake, command);
  }
}

function wrongSuffix({ token, line }: Mistake, { nBits }: WorkCommand): Row[] {
  const digest = workDigest(token, line);
  const zeroBits = trailingZeroBits(digest);
  return [
    wrong(
      `The suffix is wrong: its digest ends in ${bits(zeroBits)}, ${nBits - zeroBits} fewer than the ${nBits} asked for.`,
    ),
    fact('made of', sha256Of(token, line)),
    fact('digest', digest.toString('hex')),
  ];
}

function wrongChecksum({ token, line }: Mistake, { randomString }: BodyCommand): Row[] {
  return [
    wrong('The first word of the line, up to the first space, is not the right checksum.'),
    fact('came', escapeText(splitBodyAnswer(line).cksum)),
    fact('expected', checksum(token, randomString)),
    fact('made of', sha256Of(token, randomString)),
  ];
}

/** Without a hint, shows the exact bytes to hash or to send. */
function unexplained({ command, token, line }: Mistake): Row[] {
  if (command.kind === 'hello' || command.kind === 'done') {
    return [noted(`${NOT_FOUND} Compare the bytes: send those of "expected", and nothing else.`)];
  }
  const second = command.kind === 'work' ? line : command.randomString;
  const [what, result] = command.kind === 'work' ? ['suffix', 'digest'] : ['random_string', 'expected'];
  return [
    noted(
      `${NOT_FOUND} Hash exactly these bytes, token + ${what}, with SHA-256 and compare with "${result}" above:`,
    ),
    listed('input', hexBytes(Buffer.from(token + second))),
  ];
}

function bits(count: number): string {
  return count === 1 ? 'one zero bit' : count === 0 ? 'no zero bit' : `${count} zero bits`;
}
