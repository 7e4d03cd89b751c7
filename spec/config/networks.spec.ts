import assert from 'node:assert/strict';
import { BlockList } from 'node:net';
import test from 'ava';
import fc from 'fast-check';
import { isNetwork, Networks } from '../../lib/config/networks.js';
import { ipv6Text } from '../../lib/protocol/ip-address.js';

const has = test.macro<[network: string, inside: readonly string[], outside: readonly string[]]>({
  exec: (t, network, inside, outside) => {
    t.true(isNetwork(network));
    const networks = new Networks(['198.51.100.1', network]);
    for (const address of inside) t.true(networks.has(address), address);
    for (const address of outside) t.false(networks.has(address), address);
  },
  title: (_, network) => `what ${network} has`,
});

test(has, '192.0.2.7', ['192.0.2.7', '::ffff:192.0.2.7', '::FFFF:c000:207'], ['192.0.2.8', '::192.0.2.7']);
test(has, '10.0.0.0/8', ['10.0.0.0', '10.255.255.255'], ['11.0.0.0', '9.255.255.255', 'a::', '']);
test(has, '192.0.2.128/25', ['192.0.2.128', '192.0.2.255'], ['192.0.2.127']);
test(has, '0.0.0.0/0', ['1.2.3.4', '::ffff:1.2.3.4'], ['::1', '2001:db8::1']);
test(has, '::/0', ['::1', '2001:db8::1'], ['1.2.3.4', '::ffff:1.2.3.4']);
test(has, '2001:db8::/33', ['2001:db8:7fff::'], ['2001:db8:8000::', '2001:db9::']);
test(has, 'fe80::/10', ['fe80::1%eth0', 'febf::'], ['fec0::']);
test(has, '::ffff:10.0.0.0/104', ['10.1.2.3', '::ffff:10.1.2.3'], ['11.1.2.3']);

test('unix is for sockets without an address', (t) => {
  t.true(isNetwork('unix'));
  t.true(new Networks(['unix']).hasUnix);
  t.false(new Networks(['::1']).hasUnix);
  t.false(new Networks(['unix']).has('127.0.0.1'));
});

for (const text of [
  ...[
    '',
    '*',
    'localhost',
    'Unix',
    '10.0.0',
    '10.0.0.1/8',
    '10.0.0.0/',
    '10.0.0.0/08',
    '10.0.0.0/33',
    '10.0.0.0/8/8',
  ],
  ...[
    '::1/64',
    '::/129',
    '::/-1',
    '::/x',
    '[::1]',
    'fe80::1%eth0',
    ' ::1',
    '10.0.0.0-10.0.0.9',
    '::ffff:10.0.0.0/95',
  ],
]) {
  test(`no network: ${JSON.stringify(text)}`, (t) => {
    t.false(isNetwork(text));
  });
}

test("an address is in a network exactly where Node's own list says so", (t) => {
  const groups = fc.array(fc.oneof(fc.constant(0), fc.nat({ max: 0xffff })), { minLength: 8, maxLength: 8 });
  const six = groups.filter((all) => all.slice(0, 5).some((group) => group !== 0));
  fc.assert(
    fc.property(six, fc.nat({ max: 128 }), fc.nat({ max: 127 }), (all, bits, flipped) => {
      const masked = all.map(
        (group, at) => group & (0xffff << (16 - Math.min(16, Math.max(0, bits - 16 * at)))) & 0xffff,
      );
      const other = masked.map((group, at) =>
        at === flipped >> 4 ? group ^ (1 << (15 - (flipped & 15))) : group,
      );
      const network = `${ipv6Text(masked)}/${bits}`;
      const list = new BlockList();
      list.addSubnet(ipv6Text(masked), bits, 'ipv6');
      for (const address of [ipv6Text(all), ipv6Text(other)]) {
        if (address.includes('.')) continue;
        assert.equal(
          new Networks([network]).has(address),
          list.check(address, 'ipv6'),
          `${address} in ${network}`,
        );
      }
    }),
  );
  t.pass();
});
