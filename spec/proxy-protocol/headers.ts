import fc from 'fast-check';
import { ipv6Text } from '../../lib/protocol/ip-address.js';
import type { ProxyAddresses, ProxyEndpoint, ProxyHeader, ProxySsl } from '../../lib/proxy-protocol/index.js';

/** Records as a parser makes them: objects with a prototype. */
function record<T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(model, { noNullPrototype: true });
}

const port = fc.nat({ max: 65_535 });
const ipv4 = fc
  .tuple(...Array.from({ length: 4 }, () => fc.nat({ max: 255 })))
  .map((bytes) => bytes.join('.'));
const ipv6 = fc
  .array(fc.oneof(fc.constant(0), fc.nat({ max: 0xffff })), { minLength: 8, maxLength: 8 })
  .map(ipv6Text);
const endpoint = (address: fc.Arbitrary<string>): fc.Arbitrary<ProxyEndpoint> => record({ address, port });
const transport = fc.constantFrom('stream' as const, 'dgram' as const);
const ends = <T>(end: fc.Arbitrary<T>): { source: fc.Arbitrary<T>; destination: fc.Arbitrary<T> } => ({
  source: end,
  destination: end,
});
const path = fc.uint8Array({ maxLength: 108 }).filter((bytes) => bytes.at(-1) !== 0);

const addresses: fc.Arbitrary<ProxyAddresses> = fc.oneof(
  record({ family: fc.constant('ipv4' as const), transport, ...ends(endpoint(ipv4)) }),
  record({ family: fc.constant('ipv6' as const), transport, ...ends(endpoint(ipv6)) }),
  record({ family: fc.constant('unix' as const), transport, ...ends(path) }),
);

const text = fc.string({ unit: 'grapheme', maxLength: 60 });
const ssl: fc.Arbitrary<ProxySsl> = record({
  client: fc.nat({ max: 255 }),
  verify: fc.nat({ max: 0xffffffff }),
  version: fc.option(text),
  commonName: fc.option(text),
  cipher: fc.option(text),
  signatureAlgorithm: fc.option(text),
  keyAlgorithm: fc.option(text),
});
/** Types that are not registered. */
const otherTlv = record({
  type: fc.oneof(fc.integer({ min: 0x06, max: 0x1f }), fc.integer({ min: 0xe0, max: 0xff })),
  value: fc.uint8Array({ maxLength: 60 }),
});

const version2: fc.Arbitrary<ProxyHeader> = record({
  version: fc.constant(2 as const),
  command: fc.constant('proxy' as const),
  addresses: fc.option(addresses),
  alpn: fc.option(fc.uint8Array({ maxLength: 40 })),
  authority: fc.option(text),
  uniqueId: fc.option(fc.uint8Array({ maxLength: 128 })),
  ssl: fc.option(ssl),
  netns: fc.option(text),
  checksum: fc.boolean(),
  tlvs: fc.array(otherTlv, { maxLength: 4 }),
});

const tcp = addresses.filter(({ family, transport: by }) => family !== 'unix' && by === 'stream');

/** What no version 1 and no LOCAL can say. */
const NOTHING = {
  alpn: null,
  authority: null,
  uniqueId: null,
  ssl: null,
  netns: null,
  checksum: false,
  tlvs: [],
};

/** Every header that a proxy can send. */
export const proxyHeader: fc.Arbitrary<ProxyHeader> = fc.oneof(
  { weight: 4, arbitrary: version2 },
  fc
    .option(tcp)
    .map((given): ProxyHeader => ({ version: 1, command: 'proxy', addresses: given, ...NOTHING })),
  fc.constant<ProxyHeader>({ version: 2, command: 'local', addresses: null, ...NOTHING }),
);
