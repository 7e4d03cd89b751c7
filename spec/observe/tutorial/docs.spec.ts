import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import { checksumCorrections } from '../../../lib/observe/tutorial/hints/checksum-corrections.js';
import { OTHER_HASHES } from '../../../lib/observe/tutorial/hints/hashes.js';
import { LABEL, TRAILING_SPACE } from '../../../lib/observe/tutorial/hints/corrections.js';
import { ZERO_COUNTS } from '../../../lib/observe/tutorial/hints/zero-counts.js';
import { body } from './conversation.js';

const ROOT = new URL('../../../../', import.meta.url);
const GOLDEN = new URL('spec/observe/tutorial/golden/', ROOT);
const docs = readFileSync(new URL('docs/tutorial.md', ROOT), 'utf8');

test('docs/tutorial.md names every hint that is a fixed sentence', (t) => {
  const corrections = [...checksumCorrections(body(), ''), TRAILING_SPACE, LABEL].map(
    ({ hint }) => hint.found,
  );
  const counts = ZERO_COUNTS.map(({ found }) => found.replace(/^gives /, '').replace('64-bit', '32-bit'));
  for (const text of [...corrections, ...counts]) t.true(docs.includes(text), text);
});

test('docs/tutorial.md names every hash function that is tried', (t) => {
  const words = docs.replace(/\s+/g, ' ');
  for (const { name } of OTHER_HASHES) t.true(words.includes(name), name);
});

test('what docs/tutorial.md shows is what a session shows', (t) => {
  const transcripts = readdirSync(GOLDEN).map((name) => readFileSync(new URL(name, GOLDEN), 'utf8'));
  const shown = Array.from(docs.matchAll(/^```text\n(.*?)^```$/gms), ([, text]) => text ?? '');
  t.is(shown.length, 3);
  for (const text of shown)
    t.true(
      transcripts.some((transcript) => transcript.includes(text)),
      text,
    );
});
