import assert from 'node:assert/strict';
import { isIPv4, isIPv6 } from 'node:net';
import test from 'ava';
import fc from 'fast-check';
import { ipv4Bytes, ipv6Groups, ipv6Text } from '../../lib/protocol/ip-address.js';

const groups = fc.array(fc.oneof(fc.constant(0), fc.nat({ max: 0xffff })), { minLength: 8, maxLength: 8 });
const nearAddress = fc
  .array(
    fc.constantFrom(...'0123456789abcdefABCDEF:.'.split(''), '::', '255', '256', '::ffff:', '00', '%', ' '),
    {
      maxLength: 18,
    },
  )
  .map((pieces) => pieces.join(''));

test('a text is an address exactly where Node says so', (t) => {
  fc.assert(
    fc.property(fc.oneof(nearAddress, fc.ipV4(), fc.ipV6(), fc.string()), (text) => {
      assert.equal(ipv4Bytes(text) !== null, isIPv4(text), text);
      assert.equal(ipv6Groups(text) !== null, isIPv6(text) && !text.includes('%'), text);
    }),
    { numRuns: 5000 },
  );
  t.pass();
});

test('what is formatted is read again, and is as the URL parser writes it', (t) => {
  fc.assert(
    fc.property(groups, (given) => {
      const text = ipv6Text(given);
      assert.deepEqual(ipv6Groups(text), given);
      // The URL parser knows no form with an IPv4 address at the end.
      if (!text.includes('.')) assert.equal(new URL(`http://[${text}]/`).hostname, `[${text}]`);
    }),
  );
  t.pass();
});

test('an address with a zone is none: it means nothing on another machine', (t) => {
  t.is(ipv6Groups('fe80::1%eth0'), null);
});

const formats = test.macro({
  exec: (t, given: string, expected: string) => {
    t.is(ipv6Text(ipv6Groups(given) ?? []), expected);
  },
  title: (_, given: string) => `the canonical form of ${given}`,
});

test(formats, '::', '::');
test(formats, '0:0:0:0:0:0:0:1', '::1');
test(formats, '2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1');
test(formats, '2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1');
test(formats, '1:0:0:0:0:0:0:0', '1::');
test(formats, '::ffff:c000:0207', '::ffff:192.0.2.7');
