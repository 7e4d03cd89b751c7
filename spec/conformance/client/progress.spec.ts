import test, { type ExecutionContext } from 'ava';
import { LINE_CHECKS } from '../../../lib/conformance/client/checks/lines.js';
import { N_BITS_CHECKS } from '../../../lib/conformance/client/checks/n-bits.js';
import { lineOf } from '../../../lib/conformance/client/progress.js';
import { Random } from '../../../lib/conformance/engine/random.js';
import type { Behaviour } from '../../support/conformance/behaviour.js';
import { CORRECT } from '../../support/conformance/correct-client.js';
import { inProcessClient } from '../../support/conformance/in-process.js';
import { play, removePki } from '../../support/conformance/play-client.js';

test.after.always(removePki);

const HANG_MS = 1500;

async function isExplained(
  t: ExecutionContext,
  id: string,
  mistakes: Partial<Behaviour>,
  cause: RegExp,
  limitMs?: number,
): Promise<void> {
  const check = [...LINE_CHECKS, ...N_BITS_CHECKS].find((one) => one.id === id);
  if (check === undefined) return t.fail(`There is no check ${id}.`);
  const result = await play(check, inProcessClient(mistakes), limitMs);
  t.is(result.verdict, 'fail');
  t.regex(result.cause ?? '', cause);
}

test(
  'who answers a broken line as if it were right has read it too kindly',
  isExplained,
  'lines.cr_hello',
  { clean: (text: string) => text.trim() },
  /^It strips the line/,
);

test(
  'who answers a broken line with a checksum has taken it for a request',
  isExplained,
  'lines.cr_hello',
  { nameRule: /^.*$/s, tokenRule: /^.*$/s, mayFollow: () => true },
  /^It takes every line that it does not know for a request/,
);

test(
  'who does nothing does not stop',
  isExplained,
  'lines.unknown_word',
  {
    cut: (unread: Buffer) => {
      const taken = CORRECT.cut(unread);
      return taken?.line.toString() === 'ping' ? null : taken;
    },
  },
  /^It does not stop/,
  HANG_MS,
);

test(
  'who does nothing at 65 bits searches for ever',
  isExplained,
  'n_bits.65',
  { nBits: Number },
  /searches for ever/,
  HANG_MS,
);

test('right commands are of the words that the protocol has', (t) => {
  const random = new Random(1, 'progress');
  t.regex(lineOf('WORK', random), /^WORK [A-Za-z0-9_-]{32} 6$/);
  t.regex(lineOf('request', random), /^FULL_NAME [A-Za-z0-9_-]{8}$/);
  t.deepEqual([lineOf('HELLO', random), lineOf('DONE', random)], ['HELLO', 'DONE']);
});
