import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { Busiest } from '../../../lib/observe/thinning/busiest.js';

test('the busiest names, most frequent first', (t) => {
  const busiest = new Busiest();
  for (const name of ['a', 'b', 'b', 'c', 'c', 'c', 'd']) busiest.add(name);
  t.is(busiest.text(), 'c (3), b (2), a (1)');
  t.is(new Busiest().text(), '');
});

test('a busy name is found among any number of others', (t) => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 3000 }), (others) => {
      const busiest = new Busiest();
      others.forEach((other, n) => {
        busiest.add(`other ${other}`);
        if (n % 10 === 0) busiest.add('busy');
      });
      // The table forgets at most one in a hundred of all.
      const sent = Math.ceil(others.length / 10);
      const least = sent - (others.length + sent) / 100;
      const found = Number(/busy \((\d+)\)/.exec(busiest.text(1000))?.[1] ?? 0);
      assert(found >= least && found <= sent, `${found} of ${sent}`);
    }),
  );
  t.pass();
});
