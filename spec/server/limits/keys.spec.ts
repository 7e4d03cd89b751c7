import assert from 'node:assert/strict';
import { BlockList } from 'node:net';
import test from 'ava';
import fc from 'fast-check';
import { plainAddress } from '../../../lib/server/accept/address.js';
import { addressKey } from '../../../lib/server/limits/keys.js';

const keyed = test.macro({
  exec: (t, address: string, expected: string) => {
    t.is(addressKey(address), expected);
  },
  title: (_, address: string, expected: string) => `${address} counts as ${expected}`,
});
test(keyed, '192.0.2.7', '192.0.2.7');
test(keyed, '::ffff:192.0.2.7', '192.0.2.7');
test(keyed, '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64');
test(keyed, '2001:0DB8:0001:2::6', '2001:db8:1:2::/64');
test(keyed, '2001:db8::6', '2001:db8:0:0::/64');
test(keyed, '::1', '0:0:0:0::/64');
test(keyed, '::', '0:0:0:0::/64');
test(keyed, '1::', '1:0:0:0::/64');
test(keyed, '64:ff9b::192.0.2.7', '64:ff9b:0:0::/64');
test(keyed, 'fe80::1%eth0', 'fe80:0:0:0::/64');

test('every way to write an IPv6 address counts as its network, as the kernel sees it', (t) => {
  fc.assert(
    fc.property(fc.ipV6(), fc.ipV6(), (one, other) => {
      const network = new BlockList();
      network.addSubnet(one, 64, 'ipv6');
      const isMapped = (address: string): boolean => !plainAddress(address).includes(':');
      if (isMapped(one) || isMapped(other)) return;
      assert.equal(addressKey(one) === addressKey(other), network.check(other, 'ipv6'));
    }),
  );
  t.pass();
});
