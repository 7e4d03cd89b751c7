import test from 'ava';
import {
  encodeProxyHeader,
  hasProxySignature,
  readProxyHeader,
  type ProxyHeader,
  type ProxyRule,
} from '../../lib/proxy-protocol/index.js';

const SIGNATURE = '\r\n\r\n\0\r\nQUIT\n';

/** Version 2 with these bytes behind the signature. */
const block = (...bytes: number[]): Buffer =>
  Buffer.concat([Buffer.from(SIGNATURE, 'latin1'), Buffer.from(bytes)]);
const line = (text: string): Buffer => Buffer.from(`${text}\r\n`, 'latin1');

function headerOf(bytes: Buffer): ProxyHeader {
  const verdict = readProxyHeader(bytes);
  if (verdict.kind !== 'header') throw new Error(JSON.stringify(verdict));
  return verdict.header;
}

test("the specification's own example of version 1", (t) => {
  const { version, command, addresses } = headerOf(line('PROXY TCP4 192.168.0.1 192.168.0.11 56324 443'));
  t.deepEqual([version, command], [1, 'proxy']);
  t.deepEqual(addresses, {
    family: 'ipv4',
    transport: 'stream',
    source: { address: '192.168.0.1', port: 56324 },
    destination: { address: '192.168.0.11', port: 443 },
  });
});

const WORST = `PROXY UNKNOWN ${'ffff:'.repeat(7)}ffff ${'ffff:'.repeat(7)}ffff 65535 65535`;

test('UNKNOWN says nothing, whatever follows it, up to 107 bytes', (t) => {
  t.is(line(WORST).length, 107);
  for (const text of ['PROXY UNKNOWN', 'PROXY UNKNOWN ', 'PROXY UNKNOWN what ever\r', WORST]) {
    t.is(headerOf(line(text)).addresses, null, text);
  }
});

const accepts = test.macro({
  exec: (t, text: string, address: string, port: number) => {
    const { addresses } = headerOf(line(text));
    t.deepEqual(addresses?.source, { address, port });
  },
  title: (_, text: string) => `is a line: ${text}`,
});

test(accepts, 'PROXY TCP4 255.255.255.255 0.0.0.0 0 65535', '255.255.255.255', 0);
test(accepts, 'PROXY TCP6 2001:DB8:0:0::1 ::1 65535 1', '2001:db8::1', 65535);
test(accepts, 'PROXY TCP6 ::ffff:192.0.2.7 ::ffff:192.0.2.8 4711 1', '::ffff:192.0.2.7', 4711);
test(accepts, 'PROXY TCP6 0000:0000:0000:0000:0000:0000:0000:0001 :: 1 1', '::1', 1);

const breaks = test.macro({
  exec: (t, bytes: Buffer | string, rule: ProxyRule) => {
    t.deepEqual(readProxyHeader(typeof bytes === 'string' ? line(bytes) : bytes), { kind: 'invalid', rule });
  },
  title: (title, bytes: unknown, rule: ProxyRule) => title ?? `breaks ${rule}: ${JSON.stringify(bytes)}`,
});

test(breaks, 'PROXYTCP4 1.1.1.1 1.1.1.1 1 1', 'signature');
test(breaks, 'proxy TCP4 1.1.1.1 1.1.1.1 1 1', 'signature');
test(breaks, 'PROXY  TCP4 1.1.1.1 1.1.1.1 1 1', 'v1_form');
test(breaks, 'PROXY TCP4 1.1.1.1 1.1.1.1 1 1 ', 'v1_form');
test(breaks, 'PROXY TCP4 1.1.1.1 1.1.1.1 1', 'v1_form');
test(breaks, 'PROXY UDP4 1.1.1.1 1.1.1.1 1 1', 'v1_form');
test(breaks, 'PROXY UNKNOWNS', 'v1_form');
test(breaks, 'PROXY ', 'v1_form');
test(breaks, 'PROXY TCP4 01.1.1.1 1.1.1.1 1 1', 'v1_address');
test(breaks, 'PROXY TCP4 1.1.1.256 1.1.1.1 1 1', 'v1_address');
test(breaks, 'PROXY TCP4 ::1 ::1 1 1', 'v1_address');
test(breaks, 'PROXY TCP6 1.1.1.1 1.1.1.1 1 1', 'v1_address');
test(breaks, 'PROXY TCP6 ::1%lo ::1 1 1', 'v1_address');
test(breaks, 'PROXY TCP6 1::2::3 ::1 1 1', 'v1_address');
test(breaks, 'PROXY TCP4 1.1.1.1 1.1.1.1 01 1', 'v1_port');
test(breaks, 'PROXY TCP4 1.1.1.1 1.1.1.1 65536 1', 'v1_port');
test(breaks, 'PROXY TCP4 1.1.1.1 1.1.1.1 -1 1', 'v1_port');
test(breaks, 'PROXY TCP4 1.1.1.1 1.1.1.1 1 1e3', 'v1_port');
test(breaks, 'PROXY TCP4 1.1.1.1 1.1.1.1 1 1\r', 'v1_port');
test('a line of 108 bytes breaks v1_length', breaks, `${WORST}x`, 'v1_length');
test(
  'a line that ends with LF alone breaks v1_length',
  breaks,
  Buffer.alloc(107, 'PROXY UNKNOWN\n'),
  'v1_length',
);
test('TLS breaks signature at its first byte', breaks, Buffer.from([0x16]), 'signature');
test('HTTP breaks signature', breaks, 'PUT / HTTP/1.1', 'signature');

const ADDRESSES = [192, 0, 2, 7, 192, 0, 2, 8, 0x12, 0x67, 0x04, 0xd2];

test('TCP over IPv4, and what follows', (t) => {
  const bytes = block(0x21, 0x11, 0, 12, ...ADDRESSES, 0x16, 0x03);
  t.like(readProxyHeader(bytes), { kind: 'header', length: 28 });
  t.deepEqual(headerOf(bytes).addresses, {
    family: 'ipv4',
    transport: 'stream',
    source: { address: '192.0.2.7', port: 4711 },
    destination: { address: '192.0.2.8', port: 1234 },
  });
});

test('LOCAL says nothing, whatever its family is and whatever it brings', (t) => {
  for (const bytes of [block(0x20, 0, 0, 0), block(0x20, 0xff, 0, 3, 1, 2, 3), block(0x20, 0x11, 0, 0)]) {
    t.like(headerOf(bytes), { command: 'local', addresses: null, tlvs: [] });
  }
});

test('a family or a transport that the proxy does not know is no address, and TLVs are read behind it', (t) => {
  const id = [5, 0, 2, 0x61, 0x62];
  for (const bytes of [
    block(0x21, 0x00, 0, 5, ...id),
    block(0x21, 0x01, 0, 5, ...id),
    block(0x21, 0x10, 0, 17, ...ADDRESSES, ...id),
  ]) {
    t.like(headerOf(bytes), { command: 'proxy', addresses: null, uniqueId: Uint8Array.from([0x61, 0x62]) });
  }
});

test('behind an unknown family, what is no TLV is ignored', (t) => {
  t.like(headerOf(block(0x21, 0x00, 0, 2, 5, 0)), { command: 'proxy', addresses: null, uniqueId: null });
});

const TLVS = (...bytes: number[]): Buffer =>
  block(0x21, 0x11, 0, ADDRESSES.length + bytes.length, ...ADDRESSES, ...bytes);

test('NOOP is skipped, and an unknown type is kept as it is', (t) => {
  t.deepEqual(headerOf(TLVS(4, 0, 1, 0, 0xe1, 0, 1, 7, 4, 0, 0)).tlvs, [
    { type: 0xe1, value: Uint8Array.from([7]) },
  ]);
});

test('a text that is not UTF-8 does not make a header invalid: a stranger chooses it', (t) => {
  t.is(headerOf(TLVS(2, 0, 2, 0x61, 0xff)).authority, 'a\ufffd');
});

test('an unknown type within SSL is skipped', (t) => {
  t.like(headerOf(TLVS(0x20, 0, 13, 7, 0, 0, 0, 1, 0x2f, 0, 0, 0x22, 0, 2, 0x6d, 0x65)).ssl, {
    client: 7,
    verify: 1,
    commonName: 'me',
    cipher: null,
  });
});

test(breaks, block(0x11), 'v2_version');
test(breaks, block(0x22), 'v2_command');
test(breaks, block(0x21, 0x41), 'v2_family');
test(breaks, block(0x21, 0x13), 'v2_transport');
test(breaks, block(0x21, 0x11, 0x10, 0x01), 'v2_length');
test(breaks, block(0x20, 0x00, 0xff, 0xff), 'v2_length');
test(breaks, block(0x21, 0x11, 0, 11), 'v2_addresses');
test(breaks, block(0x21, 0x21, 0, 35), 'v2_addresses');
test(breaks, block(0x21, 0x31, 0, 215), 'v2_addresses');
test(breaks, TLVS(5), 'v2_tlv');
test(breaks, TLVS(5, 0, 2, 1), 'v2_tlv');
test(breaks, TLVS(0xe0, 0xff, 0xff), 'v2_tlv');
test(breaks, TLVS(3, 0, 3, 0, 0, 0), 'v2_tlv_length');
test(breaks, TLVS(0x20, 0, 4, 0, 0, 0, 0), 'v2_tlv_length');
test(breaks, TLVS(0x20, 0, 8, 0, 0, 0, 0, 0, 0x21, 0, 1), 'v2_tlv');
test(breaks, TLVS(0x20, 0, 11, 0, 0, 0, 0, 0, 0x21, 0, 0, 0x21, 0, 0), 'v2_repeated_tlv');
test(
  'a unique id of 129 bytes breaks v2_tlv_length',
  breaks,
  TLVS(5, 0, 129, ...new Uint8Array(129)),
  'v2_tlv_length',
);
test(breaks, TLVS(1, 0, 0, 1, 0, 0), 'v2_repeated_tlv');
test(breaks, TLVS(3, 0, 4, 0, 0, 0, 0), 'v2_checksum');

test('each changed bit of a header with a checksum is noticed', (t) => {
  const bytes = encodeProxyHeader({
    version: 2,
    command: 'proxy',
    addresses: headerOf(block(0x21, 0x11, 0, 12, ...ADDRESSES)).addresses,
    uniqueId: Buffer.from('id'),
    checksum: true,
  });
  t.is(readProxyHeader(bytes).kind, 'header');
  for (let bit = 8 * 16; bit < 8 * bytes.length; bit++) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    const verdict = readProxyHeader(changed);
    // A changed type hides the checksum: then it was not sent.
    t.true(
      verdict.kind === 'invalid' || (verdict.kind === 'header' && !verdict.header.checksum),
      String(bit),
    );
  }
});

test('HAProxy 2.6 sends this for a health check with proxy-v2-options crc32c', (t) => {
  t.like(headerOf(block(0x20, 0, 0, 7, 3, 0, 4, 0xa9, 0xb8, 0x7e, 0x8f)), { command: 'local' });
});

test('a signature is told from its first bytes', (t) => {
  t.true(hasProxySignature(Buffer.from('PROXY TCP4')));
  t.true(hasProxySignature(block()));
  for (const text of ['', 'PROXY', 'PROXYX', 'GET / HT', SIGNATURE.slice(0, 11)]) {
    t.false(hasProxySignature(Buffer.from(text, 'latin1')), JSON.stringify(text));
  }
});
