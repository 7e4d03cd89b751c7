import test from 'ava';
import { sizeRule } from '../../lib/config/sizes.js';

const reads = test.macro<[text: string, bytes: number | undefined]>({
  exec(t, text, bytes) {
    const value = sizeRule.parse(text);
    t.is(sizeRule.validate(value) ? value : undefined, bytes);
  },
  title: (_, text, bytes) => `${JSON.stringify(text)} is ${bytes ?? 'no size'}`,
});

test(reads, '0', 0);
test(reads, '1B', 1);
test(reads, '100MB', 100_000_000);
test(reads, '1.5 GiB', 1_610_612_736);
test(reads, '2kB', 2000);
test(reads, '0.5B', 1);
for (const text of [
  '',
  '5',
  '-1MB',
  '1mb',
  '1e3MB',
  '01MB',
  '.5MB',
  '1MB ',
  ' 1MB',
  '1  MB',
  '1PB',
  '9999999999TB',
  'MB',
]) {
  test(reads, text, undefined);
}
