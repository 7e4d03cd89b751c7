import test from 'ava';
import { plainAddress } from '../../../lib/server/accept/address.js';

const shows = test.macro<[address: string, plain: string]>({
  exec(t, address, plain) {
    t.is(plainAddress(address), plain);
  },
  title: (_, address, plain) => `the plain form of ${address} is ${plain}`,
});

test(shows, '::ffff:192.0.2.7', '192.0.2.7');
test(shows, '::FFFF:192.0.2.7', '192.0.2.7');
test(shows, '192.0.2.7', '192.0.2.7');
test(shows, '::1', '::1');
test(shows, '0:0:0:0:0:ffff:192.0.2.7', '192.0.2.7');
test(shows, '::ffff:c000:207', '192.0.2.7');
test(shows, '0:0::ffff:c000:207', '192.0.2.7');
test(shows, '::ffff:7f00:1', '127.0.0.1');
test(shows, '2001:db8::ffff:c000:207', '2001:db8::ffff:c000:207');
test(shows, '::ffff:0:192.0.2.7', '::ffff:0:192.0.2.7');
test(shows, 'fe80::ffff:1%eth0', 'fe80::ffff:1%eth0');
test(shows, '::ffff:1', '::ffff:1');
test(shows, '64:ff9b::192.0.2.7', '64:ff9b::192.0.2.7');
