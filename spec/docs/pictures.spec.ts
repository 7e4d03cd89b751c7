import test from 'ava';
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { documents, localLinksOf } from './documents.js';

/** What a repository bears of each. */
const MAX_BYTES = 200_000;

test('each picture of a document is there, is a picture, and is small', (t) => {
  const pictures = documents().flatMap((document) =>
    localLinksOf(document)
      .filter((link) => /\.(png|svg)$/.test(link))
      .map((link) => join(dirname(document), link)),
  );
  t.true(pictures.length >= 3);
  for (const picture of pictures) {
    t.true(statSync(picture).size < MAX_BYTES, picture);
    const start = readFileSync(picture).subarray(0, 8).toString('latin1');
    t.true(start === '\u0089PNG\r\n\u001a\n' || start.startsWith('<svg '), picture);
  }
});
