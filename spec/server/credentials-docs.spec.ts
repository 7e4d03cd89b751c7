import { readFile } from 'node:fs/promises';
import test from 'ava';
import { CREDENTIALS_WARNINGS } from '../../lib/tls/credentials-warning.js';

const page = readFile(new URL('../../../docs/operations.md', import.meta.url), 'utf8');

/** The codes of the first column of a section's table. */
async function codesIn(heading: string): Promise<string[]> {
  const section = (await page).split(`${heading}\n`)[1]?.split(/\n##/)[0] ?? '';
  return [...section.matchAll(/^\| `([a-z_]+)` +\|/gm)].map(([, code = '']) => code);
}

test('docs/operations.md explains every warning, in this order, and no other', async (t) => {
  t.deepEqual(await codesIn('### Warnings'), [...CREDENTIALS_WARNINGS]);
});
