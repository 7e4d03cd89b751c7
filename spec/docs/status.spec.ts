import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { METRICS, type MetricDefinition } from '../../lib/observe/metrics/definitions.js';
import { ROUTES } from '../../lib/observe/web/routes.js';
import type { Degraded, NotReady } from '../../lib/status/messages.js';
import { ROOT } from './documents.js';

const pageOf = (name: string): string => readFileSync(join(ROOT, 'docs', name), 'utf8');

/** The cells of the rows whose first cell is in code. */
function rowsOf(text: string, firstCell: RegExp): string[][] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .filter(([first = '']) => firstCell.test(first));
}

test('docs/metrics.md has every metric with its type and its labels, and no other', (t) => {
  const rows = rowsOf(pageOf('metrics.md'), /^`tlslp_/);
  const listed = rows.map(([name = '', type = '', labels = '']) => [
    name.slice(1, -1),
    type,
    [...labels.matchAll(/`([a-z]+)`/g)].map(([, label]) => label),
  ]);
  const definitions: readonly (readonly [string, MetricDefinition])[] = Object.entries(METRICS);
  const wanted = definitions.map(([name, { type, labels = [] }]) => [name, type, [...labels]]);
  const byName = (a: unknown[], b: unknown[]): number => String(a[0]).localeCompare(String(b[0]));
  t.deepEqual(listed.sort(byName), wanted.sort(byName));
  for (const [name, , , meaning = ''] of rows) t.true(meaning.length > 10, name);
});

test('docs/status.md has every route, in this order, and no other', (t) => {
  const rows = rowsOf(pageOf('status.md'), /^`\//);
  t.deepEqual(
    rows.map(([path = '']) => path.slice(1, -1)),
    ROUTES.map(({ path }) => path),
  );
});

test('docs/status.md has every reason not to be ready', (t) => {
  const reasons: Readonly<Record<NotReady | Degraded, true>> = {
    starting: true,
    draining: true,
    stopped: true,
    full: true,
    no_space: true,
    records_failing: true,
    spooling: true,
  };
  const rows = rowsOf(pageOf('status.md'), /^`[a-z_]+`$/);
  t.deepEqual(
    rows.map(([code = '']) => code.slice(1, -1)),
    Object.keys(reasons),
  );
});
