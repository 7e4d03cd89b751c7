import test from 'ava';
import fc from 'fast-check';
import { baseUnitOf, formatQuantity, parseQuantity } from '../../lib/config/units.js';
import type { QuantityKind } from '../../lib/config/value-form.js';

const is = test.macro<[kind: QuantityKind, text: string, value: number | undefined]>({
  exec(t, kind, text, value) {
    t.is(parseQuantity(kind, text), value);
  },
  title: (_, kind, text, value) => `${kind}: ${text} is ${value ?? 'nothing'}`,
});

test(is, 'duration', '30m', 1800);
test(is, 'duration', '1.5h', 5400);
test(is, 'duration', '500ms', 0.5);
test(is, 'duration', '1ms', 0.001);
test(is, 'duration', '2d', 172_800);
test(is, 'duration', '0s', 0);
test(is, 'milliseconds', '70ms', 70);
test(is, 'milliseconds', '2s', 2000);
test(is, 'size', '100MB', 1e8);
test(is, 'size', '64KiB', 65_536);
test(is, 'size', '7B', 7);
test(is, 'size', '1.1GiB', 1_181_116_006);
test(is, 'size', '0.067GB', 67_000_000);
// No bytes at all would mean something else: it stays a fraction, which every rule refuses.
test(is, 'size', '0.0004KB', 0.4);
test(is, 'size', '0.5B', 0.5);
test(is, 'milliseconds', '1.001s', 1001);
test(is, 'milliseconds', '1.0005s', 1000.5);
for (const text of [
  '30',
  'm',
  '',
  '30 m',
  '-1s',
  '+1s',
  '01s',
  '1e3s',
  '1.s',
  '.5s',
  '30M',
  '30min',
  '1h30m',
  'NaNs',
  '1s\n',
]) {
  test(is, 'duration', text, undefined);
}

test('every thousandth of a unit is a whole number of bytes or milliseconds', (t) => {
  for (let n = 1000; n < 5000; n++) {
    const text = (n / 1000).toFixed(3);
    for (const unit of ['KB', 'KiB', 'MB', 'MiB', 'GB', 'GiB'])
      t.true(Number.isInteger(parseQuantity('size', `${text}${unit}`)), `${text}${unit}`);
    t.is(parseQuantity('milliseconds', `${text}s`), n);
  }
});

const prints = test.macro<[kind: QuantityKind, value: number, text: string]>({
  exec(t, kind, value, text) {
    t.is(formatQuantity(kind, value), text);
  },
  title: (_, kind, value, text) => `${kind}: ${value} is written as ${text}`,
});

test(prints, 'duration', 1800, '30m');
test(prints, 'duration', 90, '90s');
test(prints, 'duration', 0.5, '500ms');
test(prints, 'duration', 0, '0s');
test(prints, 'duration', 86_400, '1d');
test(prints, 'duration', 1e-7, '0.0000001s');
test(prints, 'milliseconds', 70, '70ms');
test(prints, 'milliseconds', 60_000, '1m');
test(prints, 'size', 1e8, '100MB');
test(prints, 'size', 65_536, '64KiB');

test('what is written is read again as the same value', (t) => {
  const kinds = fc.constantFrom<QuantityKind>('duration', 'milliseconds', 'size');
  const value = fc.oneof(
    fc.nat(),
    fc.integer({ min: 0, max: 100_000 }).map((n) => n / 1000),
    fc.double({ min: 1e-6, max: 1e9, noNaN: true }),
  );
  fc.assert(
    fc.property(kinds, value, (kind, number) => parseQuantity(kind, formatQuantity(kind, number)) === number),
  );
  t.is(baseUnitOf('duration'), 's');
});
