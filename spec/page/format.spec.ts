import test from 'ava';
import fc from 'fast-check';
import {
  bytes,
  clock,
  count,
  counted,
  day,
  daysUntil,
  duration,
  hashRate,
  measured,
  moment,
  span,
} from '../../lib/page/format.js';

const shows = test.macro<[format: (value: number) => string, value: number, text: string]>({
  exec(t, format, value, text) {
    t.is(format(value), text);
  },
  title: (_, format, value, text) => `${format.name} shows ${value} as ${text}`,
});

test(shows, duration, -5, '0 s');
test(shows, duration, 8.9, '8 s');
test(shows, duration, 59.99, '59 s');
test(shows, duration, 125, '2 min 05 s');
test(shows, duration, 3600, '1 h 00 min');
test(shows, duration, 12_000, '3 h 20 min');
test(shows, duration, 86_399, '23 h 59 min');
test(shows, duration, 385_200, '4 d 11 h');
test(shows, span, 600, '10 min');
test(shows, span, 3600, '1 h');
test(shows, span, 86_400, '1 d');
test(shows, span, 90, '1 min 30 s');
test(shows, span, 30, '30 s');
test(shows, span, 0, '0 s');
test(shows, measured, 0, '< 1 ms');
test(shows, measured, 0.003, '3 ms');
test(shows, measured, 0.42, '0.42 s');
test(shows, measured, 9.996, '10.0 s');
test(shows, measured, 59.96, '1 min 00 s');
test(shows, measured, 125.4, '2 min 05 s');
test(shows, count, 999, '999');
test(shows, count, 1000, '1\u202f000');
test(shows, count, 1_234_567, '1\u202f234\u202f567');
test(shows, bytes, 0, '0 B');
test(shows, bytes, 999, '999 B');
test(shows, bytes, 1500, '1.5 kB');
test(shows, bytes, 53.2e9, '53 GB');
test(shows, bytes, 9e15, '9000 TB');
test(shows, hashRate, 85_000, '85 kH/s');
test(shows, hashRate, 1_250_000, '1.3 MH/s');
test(shows, hashRate, 4e13, '40000 GH/s');

test('a number of things has the right word', (t) => {
  t.is(counted(1, 'try', 'tries'), '1 try');
  t.is(counted(0, 'try', 'tries'), '0 tries');
  t.is(counted(2000, 'session'), '2\u202f000 sessions');
});

test('a moment has its day only if it is another', (t) => {
  const noon = new Date(2026, 10, 29, 12, 5, 9).getTime();
  t.is(clock(noon), '12:05:09');
  t.is(day(noon), '2026-11-29');
  t.is(moment(noon, noon + 3_600_000), '12:05:09');
  t.is(moment(noon, noon + 86_400_000), '2026-11-29 12:05:09');
});

test('days are rounded down: nothing lasts longer than it is shown to', (t) => {
  t.is(daysUntil(86_400_000 * 3 - 1, 0), 2);
  t.is(daysUntil(1, 0), 0);
  t.is(daysUntil(0, 1), -1);
});

test('a ticking duration never shows more than has passed, and no unit runs over', (t) => {
  const units: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3600, d: 86_400 };
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (seconds) => {
      const parts = [...duration(seconds).matchAll(/(\d+) (s|min|h|d)/g)];
      const shown = parts.reduce(
        (sum, [, value, unit = '']) => sum + Number(value) * (units[unit] ?? NaN),
        0,
      );
      const least = units[parts.at(-1)?.[2] ?? ''] ?? NaN;
      t.true(shown <= seconds && seconds - shown < least);
      t.true(parts.slice(1).every(([, value, unit]) => Number(value) < (unit === 'h' ? 24 : 60)));
    }),
  );
});

test('whatever was measured is short, and has a unit', (t) => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e8, noNaN: true }), (seconds) => {
      t.regex(measured(seconds), /^(< 1 ms|\d{1,3} ms|\d{1,2}\.\d+ s|\d+ (min|h|d) \d+ (s|min|h))$/);
    }),
  );
});
