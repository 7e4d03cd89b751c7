import test from 'ava';
import { lineStyle, UNTIMED } from '../../../lib/observe/lines/line-style.js';

const AT = new Date(2026, 10, 9, 1, 4, 6, 7).getTime();

test('programs get the time in UTC, and whole names', (t) => {
  const style = lineStyle({ columns: null });
  t.is(style.time(Date.UTC(2026, 10, 29, 1, 46, 46, 123)), '2026-11-29T01:46:46.123Z ');
  t.is(style.nameColumns(), Infinity);
});

test('a terminal gets the local time', (t) => {
  t.is(lineStyle({ columns: () => 80 }).time(AT), '2026-11-09 01:04:06 ');
});

test('in colour, the time is dim', (t) => {
  t.is(lineStyle({ columns: () => 80, colour: true }).time(AT), '\u001b[2m2026-11-09 01:04:06\u001b[0m ');
});

test('names have the room that a terminal leaves them, also when its width changes', (t) => {
  let columns = 80;
  const { nameColumns } = lineStyle({ columns: () => columns });
  const at = (width: number): number => {
    columns = width;
    return nameColumns();
  };
  t.deepEqual([1, 60, 80, 90, 100, 300].map(at), [16, 16, 26, 36, 46, 246]);
});

test('the tutorial has no times', (t) => {
  t.is(UNTIMED.time(AT), '');
  t.is(UNTIMED.paint('bad', 'text'), 'text');
  t.is(UNTIMED.nameColumns(), Infinity);
});
