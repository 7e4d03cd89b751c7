import test from 'ava';
import fc from 'fast-check';
import { PAGE_SIZE, View } from '../../lib/page/view.js';
import type { Participant } from '../../lib/status/entries.js';
import { participant } from './rows-of.js';

const mapOf = (rows: readonly Participant[]) => new Map(rows.map((row) => [row.id, row]));
const people = (size: number) =>
  mapOf(
    Array.from({ length: size }, (_, index) => participant(String(index).padStart(5, '0'), { since: index })),
  );

test('one page at a time, from the first to the last', (t) => {
  const view = new View();
  const all = people(120);
  const places = (['next', 'next', 'next', 'previous', 'last', 'first', 'previous'] as const).map((to) => {
    view.turn(to);
    const { offset, rows } = view.visible(all);
    return [offset, rows.length];
  });
  t.deepEqual(places, [
    [50, 50],
    [100, 20],
    [100, 20],
    [50, 50],
    [100, 20],
    [0, 50],
    [0, 50],
  ]);
  t.like(view.visible(all), { matching: 120, known: 120 });
});

test('a search, a state or another order begins at the first page', (t) => {
  const all = people(120);
  for (const change of [
    (view: View): void => {
      view.narrow({ search: '0' });
    },
    (view: View): void => {
      view.narrow({ state: 'working' });
    },
    (view: View): void => {
      view.sortBy('name');
    },
  ]) {
    const view = new View();
    view.turn('last');
    view.visible(all);
    change(view);
    t.is(view.visible(all).offset, 0);
  }
});

test('a second sort by the same column turns it round, and by another begins ascending', (t) => {
  const view = new View();
  view.sortBy('name');
  t.deepEqual(view.sorting, { column: 'name', descending: false });
  view.sortBy('name');
  t.deepEqual(view.sorting, { column: 'name', descending: true });
  view.sortBy('tries');
  t.deepEqual(view.sorting, { column: 'tries', descending: false });
});

test('held rows keep their places while they change; new ones come below, and those that are gone leave', (t) => {
  const view = new View();
  const ids = (rows: readonly Participant[]): string => rows.map(({ id }) => id).join('');
  const rows = ['a', 'b', 'c'].map((id, index) => participant(id, { since: index }));
  t.is(ids(view.visible(mapOf(rows)).rows), 'abc');
  const changed = mapOf([
    participant('c'),
    participant('b', { state: 'failed' }),
    participant('d', { state: 'failed' }),
  ]);
  const held = view.visible(changed, true).rows;
  t.is(ids(held), 'bcd');
  t.is(held[0]?.state, 'failed');
  t.is(ids(view.visible(changed).rows), 'bdc');
});

test('however rows come and go, the pages together hold each of them once, in order', (t) => {
  const changes = fc.array(fc.array(fc.tuple(fc.nat({ max: 150 }), fc.nat({ max: 5 })), { maxLength: 80 }), {
    maxLength: 4,
  });
  fc.assert(
    fc.property(changes, fc.nat({ max: 3 }), (batches, turns) => {
      const view = new View();
      view.sortBy('tries');
      const all = new Map<string, Participant>();
      for (const batch of batches) {
        for (const [id, tries] of batch) {
          if (tries === 0) all.delete(String(id));
          else all.set(String(id), participant(String(id), { tries }));
        }
        for (let turn = 0; turn < turns; turn += 1) view.turn('next');
        const { rows, offset } = view.visible(all);
        t.true(offset % PAGE_SIZE === 0 && offset <= all.size);
        t.true(rows.every((row) => all.get(row.id) === row));
      }
      view.turn('first');
      const seen: Participant[] = [];
      for (let page = 0; page * PAGE_SIZE < all.size; page += 1) {
        seen.push(...view.visible(all).rows);
        view.turn('next');
      }
      t.is(new Set(seen).size, all.size);
      t.true(seen.every((row, index) => index === 0 || row.tries >= (seen[index - 1]?.tries ?? 0)));
    }),
  );
});
