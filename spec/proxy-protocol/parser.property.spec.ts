import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import {
  encodeProxyHeader,
  hasProxySignature,
  MAX_V2_BYTES,
  PROXY_RULES,
  ProxyHeaderParser,
  readProxyHeader,
  type ProxyProgress,
} from '../../lib/proxy-protocol/index.js';
import { cutBytes } from '../support/bytes.js';
import { cutAt } from '../support/streams.js';
import { proxyHeader } from './headers.js';

const budget = { interruptAfterTimeLimit: 1500, numRuns: 20_000 } as const;

const encoded = proxyHeader.map((header) => encodeProxyHeader(header));

/** Headers with a few bytes changed, cut off, or with noise behind them; and plain noise behind a signature. */
const hostile = fc.oneof(
  fc
    .tuple(
      encoded,
      fc.array(fc.tuple(fc.nat({ max: 300 }), fc.nat({ max: 255 })), { maxLength: 3 }),
      fc.nat({ max: 400 }),
      fc.uint8Array({ maxLength: 40 }),
    )
    .map(([header, changes, length, noise]) => {
      const bytes = Buffer.concat([header.subarray(0, length), noise]);
      for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte;
      return bytes;
    }),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc
    .tuple(fc.constantFrom('PROXY ', 'PROXY TCP4 ', 'PROXY TCP6 ', '\r\n\r\n\0\r\nQUIT\n'), fc.uint8Array())
    .map(([start, rest]) => Buffer.concat([Buffer.from(start, 'latin1'), rest])),
  fc
    .array(
      fc.constantFrom(
        'PROXY',
        'TCP4',
        'TCP6',
        'UNKNOWN',
        ' ',
        '127.0.0.1',
        '::1',
        '80',
        '65536',
        '01',
        '\r',
        '\n',
        '\r\n',
      ),
      { maxLength: 14 },
    )
    .map((words) => Buffer.from(words.join(''), 'latin1')),
  // Version 2 with a length and TLVs of its own.
  fc
    .tuple(fc.nat({ max: 255 }), fc.nat({ max: 255 }), fc.nat({ max: 70 }), fc.uint8Array({ maxLength: 70 }))
    .map(([command, family, length, rest]) =>
      Buffer.concat([
        Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1'),
        Buffer.from([command, family, 0, length]),
        rest,
      ]),
    ),
);

interface Outcome {
  readonly verdict: ProxyProgress;
  /** What was not taken. */
  readonly rest: Buffer;
}

/** Pushes pieces until the verdict is known. */
function parse(pieces: readonly Buffer[]): Outcome {
  const parser = new ProxyHeaderParser();
  for (const [at, piece] of pieces.entries()) {
    const verdict = parser.push(piece);
    if (verdict.kind === 'incomplete') continue;
    const rest = verdict.kind === 'header' ? verdict.rest : Buffer.alloc(0);
    return { verdict, rest: Buffer.concat([rest, ...pieces.slice(at + 1)]) };
  }
  return { verdict: { kind: 'incomplete' }, rest: Buffer.alloc(0) };
}

test('what is encoded is read again, and takes exactly its own bytes', (t) => {
  fc.assert(
    fc.property(proxyHeader, fc.uint8Array({ maxLength: 50 }), (header, after) => {
      const bytes = encodeProxyHeader(header);
      const verdict = readProxyHeader(Buffer.concat([bytes, after]));
      assert.deepEqual(verdict, { kind: 'header', header, length: bytes.length });
      assert.ok(hasProxySignature(bytes));
    }),
    budget,
  );
  t.pass();
});

test('no beginning of a header is a header, and none is refused', (t) => {
  fc.assert(
    fc.property(encoded, (bytes) => {
      for (let length = 0; length < bytes.length; length++) {
        assert.deepEqual(readProxyHeader(bytes.subarray(0, length)), { kind: 'incomplete' });
      }
    }),
    { ...budget, numRuns: 300 },
  );
  t.pass();
});

test('any cut of the same bytes gives the same header, the same rest, and the same broken rule', (t) => {
  fc.assert(
    fc.property(cutBytes(hostile), ({ bytes, places }) => {
      const whole = readProxyHeader(bytes);
      const { verdict, rest } = parse(cutAt(bytes, places));
      assert.equal(verdict.kind, whole.kind);
      if (verdict.kind === 'invalid' && whole.kind === 'invalid') assert.equal(verdict.rule, whole.rule);
      if (verdict.kind !== 'header' || whole.kind !== 'header') return;
      assert.deepEqual(verdict.header, whole.header);
      assert.equal(verdict.length, whole.length);
      assert.deepEqual(rest, bytes.subarray(whole.length));
    }),
    budget,
  );
  t.pass();
});

test('a header is the same whatever follows it: nothing beyond it is read', (t) => {
  fc.assert(
    fc.property(hostile, fc.uint8Array({ maxLength: 60 }), (bytes, after) => {
      const verdict = readProxyHeader(bytes);
      if (verdict.kind === 'incomplete') return;
      assert.deepEqual(readProxyHeader(Buffer.concat([bytes, after])), verdict);
      if (verdict.kind === 'invalid') assert.ok(verdict.rule in PROXY_RULES);
      else assert.ok(verdict.length <= bytes.length);
    }),
    budget,
  );
  t.pass();
});

test("a view into a larger buffer is read within its bounds, and the header keeps none of the buffer's bytes", (t) => {
  fc.assert(
    fc.property(encoded, fc.uint8Array({ maxLength: 30 }), (bytes, around) => {
      const larger = Buffer.concat([around, bytes, around]);
      const verdict = readProxyHeader(larger.subarray(around.length, around.length + bytes.length));
      assert.deepEqual(verdict, readProxyHeader(bytes));
      larger.fill(0);
      assert.deepEqual(verdict, readProxyHeader(bytes));
    }),
    { ...budget, numRuns: 1000 },
  );
  t.pass();
});

test('a header that comes byte by byte, up to the limit, is held once', (t) => {
  const value = new Uint8Array(MAX_V2_BYTES - 3);
  const bytes = encodeProxyHeader({
    version: 2,
    command: 'proxy',
    addresses: null,
    tlvs: [{ type: 0xe0, value }],
  });
  const { verdict, rest } = parse(
    cutAt(
      bytes,
      Array.from(bytes, (_, at) => at),
    ),
  );
  t.is(verdict.kind === 'header' ? verdict.length : 0, 16 + MAX_V2_BYTES);
  t.is(rest.length, 0);
});
