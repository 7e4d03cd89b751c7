import test from 'ava';
import { ConfigError } from '../../lib/protocol/errors.js';
import { crc32c } from '../../lib/proxy-protocol/crc32c.js';
import { encodeProxyHeader, type ProxyHeaderToSend } from '../../lib/proxy-protocol/index.js';

test('the CRC32C of the check word, and of the examples of RFC 3720, B.4', (t) => {
  t.is(crc32c(Buffer.from('123456789')), 0xe3069283);
  t.is(crc32c(new Uint8Array(32)), 0x8a9136aa);
  t.is(crc32c(new Uint8Array(32).fill(0xff)), 0x62a8ab43);
  t.is(crc32c(Array.from({ length: 32 }, (_, at) => at)), 0x46dd794e);
});

const tcp4 = (address: string, port: number): ProxyHeaderToSend['addresses'] => ({
  family: 'ipv4',
  transport: 'stream',
  source: { address, port },
  destination: { address: '192.0.2.8', port: 1234 },
});

test('a line of version 1', (t) => {
  const line = encodeProxyHeader({ version: 1, command: 'proxy', addresses: tcp4('192.0.2.7', 4711) });
  t.is(line.toString('latin1'), 'PROXY TCP4 192.0.2.7 192.0.2.8 4711 1234\r\n');
});

test('version 1 says UNKNOWN for what it has no word for', (t) => {
  const path = new Uint8Array();
  for (const addresses of [
    null,
    { family: 'unix', transport: 'stream', source: path, destination: path },
    { ...tcp4('192.0.2.7', 1), transport: 'dgram' },
  ] as ProxyHeaderToSend['addresses'][]) {
    t.is(encodeProxyHeader({ version: 1, command: 'proxy', addresses }).toString(), 'PROXY UNKNOWN\r\n');
  }
});

const refuses = test.macro({
  exec: (t, header: Partial<ProxyHeaderToSend>, message: RegExp) => {
    for (const version of [1, 2] as const) {
      if (version === 1 && header.addresses === undefined) continue;
      const error = t.throws(
        () => encodeProxyHeader({ command: 'proxy', addresses: null, ...header, version }),
        { instanceOf: ConfigError },
      );
      t.regex(error.message, message);
    }
  },
  title: (title) => `refuses ${title ?? ''}`,
});

test(
  'an address of the other family',
  refuses,
  { addresses: tcp4('::1', 1) },
  /^PROXY address ::1: must be an IPv4 address$/,
);
test(
  'a text that could be more than an address',
  refuses,
  { addresses: tcp4('1.1.1.1 2.2.2.2', 1) },
  /must be an IPv4/,
);
test(
  'a port',
  refuses,
  { addresses: tcp4('1.1.1.1', 65_536) },
  /^PROXY port 65536: must be an integer from 0 to 65535$/,
);
test('a long id', refuses, { uniqueId: new Uint8Array(129) }, /unique id of 129 bytes: must be at most 128/);
test('a long TLV', refuses, { tlvs: [{ type: 0xe0, value: new Uint8Array(70_000) }] }, /TLV of 70000 bytes/);
test('a long header', refuses, { authority: 'x'.repeat(4096) }, /at most 16 \+ 4096 bytes/);
test('a type', refuses, { tlvs: [{ type: 256, value: new Uint8Array() }] }, /^PROXY number 256/);
