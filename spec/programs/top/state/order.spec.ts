import test from 'ava';
import { chosen, SORTS, FILTERS, type Choice } from '../../../../lib/programs/top/state/order.js';
import type { Participant } from '../../../../lib/status/entries.js';
import { NOW, participantOf } from '../../helpers/status-messages.js';

const MINUTE = 60_000;
const ALL: Choice = { sort: 'attention', filter: 'all', search: '' };

const ROWS: readonly Participant[] = [
  participantOf('done later', { state: 'done', doneAt: NOW - MINUTE, since: NOW - MINUTE }),
  participantOf('done first', { state: 'done', doneAt: NOW - 9 * MINUTE, since: NOW - 9 * MINUTE, tries: 9 }),
  participantOf('failed earlier', { state: 'failed', since: NOW - 11 * MINUTE }),
  participantOf('working', { since: NOW - MINUTE, tries: 2, lastSeen: NOW }),
  participantOf('working longer', { since: NOW - 20 * MINUTE }),
  participantOf('answering', { state: 'answering', step: 'NAME', since: NOW - 1000 }),
  participantOf('finishing', { state: 'finishing', step: 'DONE', since: NOW - 2000 }),
  participantOf('late in WORK', { since: NOW - 24 * MINUTE }),
  participantOf('later in WORK', { since: NOW - 29 * MINUTE }),
  participantOf('failed before', { state: 'failed', since: NOW - 9 * MINUTE }),
  participantOf('failed now', { state: 'failed', since: NOW - 1000 }),
];

const names = (choice: Partial<Choice>, rows: readonly Participant[] = ROWS): string[] =>
  chosen(rows, { ...ALL, ...choice }, NOW, 1800).map(({ id }) => id);

test('what needs a look comes first, also when the rows come in another order', (t) => {
  const expected = [
    'failed now',
    'failed before',
    'later in WORK',
    'late in WORK',
    'finishing',
    'answering',
    'working longer',
    'working',
    'failed earlier',
    'done later',
    'done first',
  ];
  t.deepEqual(names({}), expected);
  t.deepEqual(names({}, ROWS.toReversed()), expected);
});

test('the other orders', (t) => {
  t.deepEqual(names({ sort: 'time' }).slice(0, 3), ['later in WORK', 'late in WORK', 'working longer']);
  t.deepEqual(names({ sort: 'tries' }).slice(0, 2), ['done first', 'working']);
  t.is(names({ sort: 'last seen' })[0], 'working');
  t.deepEqual(
    names({ sort: 'name' }, [
      participantOf('3', { name: null }),
      participantOf('2', { name: 'Ben 10' }),
      participantOf('1', { name: 'Ben 9' }),
      participantOf('0', { name: 'Ben 10' }),
      participantOf('4', { name: null }),
    ]),
    ['1', '0', '2', '3', '4'],
  );
});

test('no order depends on the order before', (t) => {
  const same = ['b', 'a', 'c'].map((id) => participantOf(id, { name: null }));
  for (const sort of SORTS) t.deepEqual(names({ sort }, same), ['a', 'b', 'c'], sort);
});

test('each participant is in one of the states that can be shown', (t) => {
  const shown = (['failed', 'in WORK', 'answering', 'done'] as const).flatMap((filter) => names({ filter }));
  t.deepEqual(shown.toSorted(), names({}).toSorted());
  t.deepEqual(
    [...names({ filter: 'done' }), ...names({ filter: 'not done' })].toSorted(),
    names({}).toSorted(),
  );
  t.is(FILTERS[0], 'all');
});

test('who was done, and works again, is done', (t) => {
  const row = participantOf('again', { state: 'working', doneAt: NOW - MINUTE });
  t.deepEqual(names({ filter: 'done' }, [row]), ['again']);
  t.deepEqual(names({ filter: 'not done' }, [row]), []);
});

test('a search looks at name, identity, serial number and address, in any case', (t) => {
  const rows = [
    participantOf('AB:CD', { name: 'Jürgen', serialNumber: '0A', address: '10.0.0.1' }),
    participantOf('EF', { name: null }),
  ];
  for (const search of ['jürg', 'JÜRGEN', 'Ju\u0308rgen', 'b:c', '0a', '0.0.1']) {
    t.deepEqual(names({ search }, rows), ['AB:CD'], search);
  }
  t.deepEqual(names({ search: 'nobody' }, rows), []);
});
