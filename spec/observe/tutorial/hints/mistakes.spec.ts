import { createHash } from 'node:crypto';
import test from 'ava';
import { checksum, trailingZeroBits, workDigest } from '../../../../lib/protocol/digests.js';
import {
  explainMistake,
  type Exchange,
  type Explanation,
} from '../../../../lib/observe/tutorial/hints/index.js';
import type { AskingCommand } from '../../../../lib/protocol/answers.js';
import { body, DONE, HELLO, SUFFIX, TOKEN, work } from '../conversation.js';
import { CHECKSUM_MISTAKES, type Right } from './checksum-mistakes.js';
import { SUFFIX_MISTAKES } from './suffix-mistakes.js';
import { WORD_MISTAKES } from './word-mistakes.js';

const N_BITS = 20;
const PAST: readonly Exchange[] = [
  { command: HELLO, line: 'HELLOBACK' },
  { command: work(N_BITS), line: SUFFIX },
];

const explain = (command: AskingCommand, line: string, past = PAST): Explanation =>
  explainMistake({ command, line, token: TOKEN, past });
const textOf = ({ hints }: Explanation): string =>
  hints.map(({ found, instead }) => `${found} ${instead}`).join(' ');

for (const mistake of SUFFIX_MISTAKES) {
  test(`WORK: ${mistake.name}`, (t) => {
    const suffix = mistake.suffix(mistake.first);
    const digest = mistake.digest(TOKEN, suffix, N_BITS);
    t.true(mistake.isEnough(digest, N_BITS), 'the client is content');
    const line = mistake.line(suffix, TOKEN, digest);
    t.true(trailingZeroBits(workDigest(TOKEN, line)) < N_BITS, 'the server is not');
    t.regex(textOf(explain(work(N_BITS), line, PAST.slice(0, 1))), mistake.says);
  });
}

const rightOf = (randomString: string): Right => {
  const cksum = checksum(TOKEN, randomString);
  return {
    token: TOKEN,
    random: randomString,
    name: 'FULL_NAME',
    value: 'Ada Lovelace',
    cksum,
    digest: Buffer.from(cksum, 'hex'),
  };
};

for (const [name, line, says] of CHECKSUM_MISTAKES) {
  test(`request: ${name}`, (t) => {
    const command = body('FULL_NAME');
    const past = [...PAST, ...(name.includes('anew') ? [{ command: body('EMAIL1'), line: 'x' }] : [])];
    t.regex(textOf(explain(command, line(rightOf(command.randomString)), past)), says);
  });
}

for (const [name, line, says] of WORD_MISTAKES) {
  test(`HELLO: ${name}`, (t) => {
    t.regex(textOf(explain(HELLO, line('HELLOBACK'), [])), says);
  });
  test(`DONE: ${name}`, (t) => {
    t.regex(textOf(explain(DONE, line('OK'))), says);
  });
}

/** Suffixes of the kinds that clients send, each wrong. */
function randomSuffixes(count: number, nBits: number): string[] {
  const suffixes: string[] = [];
  for (let i = 0; suffixes.length < count; i++) {
    const seed = createHash('sha256').update(`seed ${i}`).digest();
    const number = seed.readUInt32BE() >>> (i % 16);
    const kinds = [
      String(number),
      `n${number}`,
      seed.toString('hex', 0, 4 + (i % 13)),
      seed.toString('base64url', 0, 6 + (i % 7)),
    ];
    const suffix = kinds[i % kinds.length] ?? '';
    if (trailingZeroBits(workDigest(TOKEN, suffix)) < nBits) suffixes.push(suffix);
  }
  return suffixes;
}

/** Apart, so that a busy machine has enough time for each test. */
const PER_TEST = 25;

for (const nBits of [12, 20]) {
  const suffixes = randomSuffixes(200, nBits);
  for (let start = 0; start < suffixes.length; start += PER_TEST) {
    test(`a suffix at random is given no cause at ${nBits} bits, from number ${start}`, (t) => {
      for (const line of suffixes.slice(start, start + PER_TEST)) {
        t.deepEqual(explain(work(nBits), line, []).hints, [], line);
      }
    });
  }
}

test('a checksum at random is given no cause', (t) => {
  for (let i = 0; i < 20; i++) {
    const random = createHash('sha256').update(`seed ${i}`).digest();
    const word =
      [
        random.toString('hex'),
        random.toString('base64'),
        random.toString('hex', 0, 8),
        random.toString('hex').toUpperCase(),
      ][i % 4] ?? '';
    t.deepEqual(explain(body(), `${word} Ada`).hints, [], word);
  }
});

test('the table has as many mistakes as it claims to', (t) => {
  t.true(SUFFIX_MISTAKES.length + CHECKSUM_MISTAKES.length + 2 * WORD_MISTAKES.length >= 250);
});
