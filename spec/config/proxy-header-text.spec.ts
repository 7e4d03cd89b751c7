import assert from 'node:assert/strict';
import { isIP } from 'node:net';
import test from 'ava';
import fc from 'fast-check';
import { parseProxyHeaderText, type ProxyHeaderText } from '../../lib/config/proxy-header-text.js';

const parses = test.macro<[text: string, expected: ProxyHeaderText | null]>({
  exec: (t, text, expected) => {
    t.deepEqual(parseProxyHeaderText(text), expected);
  },
  title: (_, text, expected) => `${JSON.stringify(text)} is ${expected === null ? 'no' : 'a'} header`,
});

test(parses, 'v1', { version: 1, source: 'connection' });
test(parses, 'v2', { version: 2, source: 'connection' });
test(parses, 'v1:unknown', { version: 1, source: 'unknown' });
test(parses, 'v2:unknown', { version: 2, source: 'unknown' });
test(parses, 'v2:local', { version: 2, source: 'local' });
test(parses, 'v2:203.0.113.7:4711', { version: 2, source: { address: '203.0.113.7', port: 4711 } });
test(parses, 'v1:[2001:db8::7]:0', { version: 1, source: { address: '2001:db8::7', port: 0 } });
for (const text of [
  ...[
    '',
    'v',
    'v3',
    'V1',
    'v1:',
    'v1:local',
    'v2:host:1',
    'v2:203.0.113.7',
    'v2:203.0.113.7:',
    'v2:1.2.3.4:65536',
  ],
  ...['v2:1.2.3.4:01', 'v2:::1:1', 'v2:[1.2.3.4]:1', 'v2:[::1]', 'v2:[fe80::1%lo]:1', 'v2 ', ' v2'],
]) {
  test(parses, text, null);
}

test('every address and port has its text, and any text is a header or none', (t) => {
  const address = fc.oneof(fc.ipV4(), fc.ipV6());
  fc.assert(
    fc.property(address, fc.nat({ max: 65_535 }), fc.string(), (ip, port, text) => {
      const place = isIP(ip) === 6 ? `[${ip}]:${port}` : `${ip}:${port}`;
      assert.deepEqual(parseProxyHeaderText(`v2:${place}`), { version: 2, source: { address: ip, port } });
      parseProxyHeaderText(text);
      parseProxyHeaderText(`v2:${text}`);
    }),
  );
  t.pass();
});
