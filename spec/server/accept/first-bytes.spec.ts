import test from 'ava';
import { FirstBytes, LOOKED_AT_FIRST, LOOKED_AT_MS } from '../../../lib/server/accept/first-bytes.js';

const at = (address: string) => ({ address, port: 1 });

/** After the start, when connections are not looked at for themselves. */
function later(): FirstBytes {
  const firstBytes = new FirstBytes();
  for (let n = 0; n < LOOKED_AT_FIRST; n++) firstBytes.areLookedAt(null, 0);
  return firstBytes;
}

test('the first connections are looked at, whoever they come from', (t) => {
  const firstBytes = new FirstBytes();
  for (let n = 0; n < LOOKED_AT_FIRST; n++) t.true(firstBytes.areLookedAt(n % 2 === 0 ? null : at('::1'), 0));
  t.false(firstBytes.areLookedAt(at('::1'), 0));
});

test('then only those of an address that sent what is not TLS, and for some minutes', (t) => {
  const firstBytes = later();
  firstBytes.suspect(at('192.0.2.7'), 1000);
  t.true(firstBytes.areLookedAt({ address: '192.0.2.7', port: 2 }, 1000 + LOOKED_AT_MS - 1));
  t.false(firstBytes.areLookedAt(at('192.0.2.7'), 1000 + LOOKED_AT_MS));
  t.false(firstBytes.areLookedAt(at('192.0.2.8'), 1000));
  firstBytes.suspect(null, 1000);
  t.false(firstBytes.areLookedAt(null, 1000));
});

test('many addresses do not fill the memory: the oldest is forgotten', (t) => {
  const firstBytes = later();
  for (let n = 0; n <= 1000; n++) firstBytes.suspect(at(`2001:db8::${n.toString(16)}`), n);
  t.false(firstBytes.areLookedAt(at('2001:db8::0'), 1001));
  t.true(firstBytes.areLookedAt(at('2001:db8::1'), 1001));
});
