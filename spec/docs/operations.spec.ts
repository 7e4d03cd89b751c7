import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { EXIT_CODES, EXIT_MEANINGS, type ExitName } from '../../lib/programs/shared/exit-codes.js';
import { REFUSALS } from '../../lib/protocol/reasons.js';
import { CREDENTIALS_WARNINGS } from '../../lib/tls/credentials-warning.js';
import { ROOT } from './documents.js';

const page = readFileSync(join(ROOT, 'docs', 'operations.md'), 'utf8');

test('every warning about certificates is explained, in this order, and no other', (t) => {
  const section = page.split('### Warnings\n')[1]?.split(/\n##/)[0] ?? '';
  const codes = [...section.matchAll(/^\| `([a-z_]+)` +\|/gm)].map(([, code = '']) => code);
  t.deepEqual(codes, [...CREDENTIALS_WARNINGS]);
});

test('every reason for a refusal is explained, in this order, and no other', (t) => {
  const [, section = ''] = page.split('\n## Connections that are refused\n');
  const [text = ''] = section.split('\n## ');
  const rows = [...text.matchAll(/^\| `([a-z_]+)` +\| ([^|\n]+?) +\|$/gm)];
  t.deepEqual(
    rows.map(([, reason]) => reason),
    [...REFUSALS],
  );
  for (const [row, , meaning = ''] of rows) t.true(meaning.length > 10, row);
});

test('every exit code and its meaning', (t) => {
  const rows = [...page.matchAll(/^\| (\d+) +\| (.*?) +\|$/gm)].map(([, code, meaning]) => [code, meaning]);
  const names = Object.keys(EXIT_CODES) as ExitName[];
  t.deepEqual(
    rows,
    names.map((name) => [String(EXIT_CODES[name]), EXIT_MEANINGS[name]]),
  );
});
