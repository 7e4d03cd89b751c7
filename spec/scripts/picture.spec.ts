import test from 'ava';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { drawPicture } from '../../scripts/picture.js';
import { ROOT } from '../docs/documents.js';

test("the README's picture matches the current tutorial", async (t) => {
  t.is(
    await readFile(join(ROOT, 'docs', 'tutorial.svg'), 'utf8'),
    drawPicture(),
    '`npm run picture` updates it',
  );
});
