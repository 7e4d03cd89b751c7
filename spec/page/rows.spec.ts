import test from 'ava';
import fc from 'fast-check';
import { countStates, filterRows, nameOf, sortRows, type Column, type Sorting } from '../../lib/page/rows.js';
import { STATE_ORDER, styleOf } from '../../lib/page/states.js';
import type { Participant, ParticipantState } from '../../lib/status/entries.js';
import { participant } from './rows-of.js';

const sorted = (rows: Participant[], column: Column, descending = false): string =>
  sortRows([...rows], { column, descending })
    .map(({ id }) => id)
    .join('');

test('first those that need a look: failed, then who waits longest, and last who is done, the newest first', (t) => {
  const rows = [
    participant('a', { state: 'done', since: 1 }),
    participant('b', { state: 'done', since: 2 }),
    participant('c', { state: 'working', since: 2 }),
    participant('d', { state: 'working', since: 1 }),
    participant('e', { state: 'failed', since: 1 }),
    participant('f', { state: 'failed', since: 2 }),
  ];
  t.is(sorted(rows, 'state'), 'fedcba');
  t.is(sorted(rows, 'state', true), 'abcdef');
});

test('names are sorted as a reader would: numbers by their size, without regard to case', (t) => {
  const rows = ['Team 10', 'team 2', 'Émile', 'Eva'].map((name, index) =>
    participant(String(index), { name }),
  );
  t.is(sorted(rows, 'name'), '2310');
});

test('other columns', (t) => {
  const error = { code: 'timed_out', message: 'too late', advice: null } as const;
  const rows = [
    participant('a', { answered: 3, requests: 9, tries: 2 }),
    participant('b', { answered: 1, requests: 2, tries: 1, lastError: error }),
    participant('c', {
      answered: 0,
      requests: null,
      tries: 3,
      since: 5000,
      lastError: { ...error, code: 'disconnected' },
    }),
  ];
  t.is(sorted(rows, 'answered'), 'cab');
  t.is(sorted(rows, 'tries'), 'bac');
  t.is(sorted(rows, 'error'), 'cba');
  t.is(sorted(rows, 'since'), 'cab');
});

test('a search finds every word in any field, in any case', (t) => {
  const error = { code: 'invalid_suffix', message: 'Invalid suffix.', advice: null } as const;
  const row = participant('AB:CD', {
    name: 'Ada Lovelace',
    address: '10.0.0.1',
    serialNumber: '5E01',
    state: 'failed',
    lastError: error,
  });
  const finds = (search: string): boolean => filterRows([row], { search, state: null }).length === 1;
  for (const search of [
    '',
    ' ',
    'ada',
    'LOVE',
    'lace ada',
    'ab:cd',
    '10.0.0.1',
    '5e01',
    'failed',
    'suffix',
    'ada 10.0',
  ]) {
    t.true(finds(search), search);
  }
  t.false(finds('grace'));
  t.false(finds('ada grace'));
});

test('a state narrows, and each is counted', (t) => {
  const rows = [participant('a'), participant('b', { state: 'done' }), participant('c', { state: 'done' })];
  t.deepEqual(
    filterRows(rows, { search: '', state: 'done' }).map(({ id }) => id),
    ['b', 'c'],
  );
  t.deepEqual(
    countStates(rows),
    new Map<ParticipantState, number>([
      ['working', 1],
      ['done', 2],
    ]),
  );
});

test('who has no name is called by the identity', (t) => {
  t.is(nameOf(participant('address 1.2.3.4', { name: null })), 'address 1.2.3.4');
});

test('a state of a newer server is shown by its name, last', (t) => {
  t.deepEqual(styleOf('resting' as ParticipantState), { word: 'resting', rank: 6, underWay: false });
  t.is(STATE_ORDER.length, 6);
});

test('every order is total, whatever the rows: no order of the input matters, and descending is ascending reversed', (t) => {
  const row = fc
    .record({
      id: fc.string({ maxLength: 3 }),
      name: fc.option(fc.string({ maxLength: 3 }), { nil: null }),
      state: fc.constantFrom(...STATE_ORDER),
      since: fc.nat({ max: 3 }),
      answered: fc.nat({ max: 3 }),
      requests: fc.option(fc.nat({ max: 3 }), { nil: null }),
      tries: fc.nat({ max: 3 }),
    })
    .map(({ id, ...more }) => participant(id, more));
  const rows = fc.uniqueArray(row, { selector: ({ id }) => id, maxLength: 20 });
  const column = fc.constantFrom<Column>('name', 'state', 'since', 'answered', 'tries', 'error');
  fc.assert(
    fc.property(rows, column, fc.boolean(), (list, by, descending) => {
      const sorting: Sorting = { column: by, descending };
      const once = sortRows([...list], sorting);
      t.deepEqual(sortRows([...list].reverse(), sorting), once);
      t.is(new Set(once).size, list.length);
    }),
  );
});
