import test from 'ava';
import fc from 'fast-check';
import { parseWire, toxic } from '../../../lib/conformance/wire/parse-wire.js';
import { TOXIC_NAMES, TOXICS } from '../../../lib/conformance/wire/toxics.js';

const testRead = test.macro({
  title: (_, text: string) => `reads ${text}`,
  exec: (t, text: string, expected: readonly (readonly [string, Record<string, number>])[]) => {
    t.deepEqual(
      parseWire(text),
      expected.map(([name, values]) => ({ name, values })) as ReturnType<typeof parseWire>,
    );
  },
});

test(testRead, 'latency', [['latency', { latency: 50, jitter: 0 }]]);
test(testRead, 'latency=7,jitter=3', [['latency', { latency: 7, jitter: 3 }]]);
test(testRead, 'slicer', [['slicer', { average_size: 4, size_variation: 3, delay: 0 }]]);
test(testRead, 'slicer=1', [['slicer', { average_size: 1, size_variation: 0, delay: 0 }]]);
test(testRead, 'slicer=9,size_variation=2,delay=10', [
  ['slicer', { average_size: 9, size_variation: 2, delay: 10 }],
]);
test(testRead, 'slicer=3,latency=50,drip', [
  ['slicer', { average_size: 3, size_variation: 2, delay: 0 }],
  ['latency', { latency: 50, jitter: 0 }],
  ['drip', { delay: 0 }],
]);
test(testRead, 'slow_close,delay=20,bandwidth=8', [
  ['slow_close', { delay: 20 }],
  ['bandwidth', { rate: 8 }],
]);
test(testRead, 'limit_data=0', [['limit_data', { bytes: 0 }]]);
test(testRead, 'timeout=100,reset_peer,timeout=5', [
  ['timeout', { timeout: 100 }],
  ['reset_peer', { timeout: 0 }],
  ['timeout', { timeout: 5 }],
]);

const testRefused = test.macro({
  title: (_, text: string) => `refuses ${JSON.stringify(text)}`,
  exec: (t, text: string, problem: string) => {
    t.deepEqual(parseWire(text), { problem });
  },
});
const ONE_OF = 'must be one of latency bandwidth slicer drip slow_close limit_data reset_peer timeout';

test(testRefused, '', `"": ${ONE_OF}`);
test(testRefused, 'slicer,', `"": ${ONE_OF}`);
test(testRefused, 'Slicer', `"Slicer": ${ONE_OF}`);
test(testRefused, 'jitter=3', `"jitter=3": ${ONE_OF}`);
test(testRefused, 'slicer,jitter=3', `"jitter=3": ${ONE_OF}`);
test(testRefused, 'slicer,\u001b[31m', `"\\u001b[31m": ${ONE_OF}`);
test(testRefused, 'latency=', '"latency=": must be an integer from 0 to 10000 (latency in ms)');
test(testRefused, 'latency=1e3', '"latency=1e3": must be an integer from 0 to 10000 (latency in ms)');
test(testRefused, 'latency=-1', '"latency=-1": must be an integer from 0 to 10000 (latency in ms)');
test(testRefused, 'latency,jitter', '"jitter": must be an integer from 0 to 10000 (jitter in ms)');
test(testRefused, 'bandwidth=0', '"bandwidth=0": must be an integer from 1 to 1000000 (rate in KB/s)');
test(
  testRefused,
  'limit_data',
  '"limit_data": must be given with a value: an integer from 0 to 1000000000 (bytes in bytes)',
);
test(testRefused, 'slicer=3,size_variation=3', '"slicer": size_variation must be less than average_size');

test('any text is read, or refused with one line that is safe to show', (t) => {
  const words = [...TOXIC_NAMES, 'jitter', 'delay', '=', ',', '5', '0', '-1'];
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom(...words)).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (given) => {
      const read = parseWire(given);

      if ('problem' in read) return !/[\u0000-\u001f\u007f]/.test(read.problem);
      return read.every(({ name, values }) => TOXICS[name].attributes.every((one) => one.name in values));
    }),
  );
  t.pass();
});

test('a toxic of a check with a wrong setting is a mistake in the code', (t) => {
  t.throws(() => toxic('limit_data'), { instanceOf: RangeError });
  t.deepEqual(toxic('drip').values, { delay: 0 });
});
