import test from 'ava';
import { streamColumns } from '../../../lib/programs/shared/stream-columns.js';

test('a terminal knows its width', (t) => {
  t.is(streamColumns({ isTTY: true, columns: 72 }, { COLUMNS: '90' }), 72);
});

test('elsewhere, and on one that does not, COLUMNS says it', (t) => {
  t.is(streamColumns({}, { COLUMNS: '90' }), 90);
  t.is(streamColumns({ isTTY: true, columns: 0 }, { COLUMNS: '90' }), 90);
});

test('what is no width is none', (t) => {
  for (const COLUMNS of ['', '0', '-1', '1e3', 'x', '123456', '٨٠'])
    t.is(streamColumns({}, { COLUMNS }), undefined);
  t.is(streamColumns({}, {}), undefined);
});
