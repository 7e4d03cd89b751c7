import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { cutNames, MAX_NAME_BYTES } from '../../lib/records/cut-names.js';
import type { ClientRecord, SessionRecord } from '../../lib/records/record.js';
import { recordLine } from '../../lib/records/sinks/file/file-sink.js';
import type { ClientCertificate, DistinguishedName } from '../../lib/session/events.js';

function cutOf(given: ClientCertificate): ClientRecord {
  const cut = cutNames(given);
  assert(cut !== null);
  return cut;
}

function certificate(subject: DistinguishedName, issuer: DistinguishedName = {}): ClientCertificate {
  return { subject, issuer, serialNumber: '01', fingerprint256: 'AA' };
}

/** The size of a name in the records file. */
function sizeOf(name: unknown): number {
  return Buffer.byteLength(recordLine(name as SessionRecord)) - 1;
}

test('what is short enough stays the same object', (t) => {
  t.is(cutNames(null), null);
  const short = certificate({ CN: 'Ada', OU: ['a', 'b'] }, { CN: 'CA' });
  t.is(cutNames(short), short);
  const full = certificate({ CN: 'x'.repeat(MAX_NAME_BYTES - 9) });
  t.is(sizeOf(full.subject), MAX_NAME_BYTES);
  t.is(cutNames(full), full);
});

test('a long name is cut, and marked', (t) => {
  const cut = cutOf(certificate({ CN: 'Ada', OU: 'x'.repeat(100_000) }, { CN: 'CA' }));
  t.is(cut.truncated, true);
  t.is(cut.subject['CN'], 'Ada');
  t.regex(String(cut.subject['OU']), /^x{3900,}…$/);
  t.deepEqual(cut.issuer, { CN: 'CA' });
});

test('ten thousand short values are cut, too', (t) => {
  const cut = cutOf(certificate({ OU: Array.from({ length: 10_000 }, (_, n) => `${n}`) }));
  t.is(cut.truncated, true);
  t.true(sizeOf(cut.subject) <= MAX_NAME_BYTES);
  t.is((cut.subject['OU'] as readonly string[])[0], '0');
});

/** Characters that need from one to six bytes in the file. */
const unit = fc.constantFrom('a', '"', '\\', '\0', '\u007f', '\u2028', 'é', '€', '😀', '\ud800', '\u202e');
const text = fc
  .tuple(fc.string({ unit, maxLength: 20 }), fc.integer({ min: 0, max: 400 }))
  .map(([part, times]) => part.repeat(times));
const key = fc.oneof(fc.constantFrom('CN', 'OU', '__proto__', 'constructor'), text);
const name = fc
  .array(fc.tuple(key, fc.oneof(text, fc.array(text, { maxLength: 30 }))), { maxLength: 8 })
  .map((fields) => Object.fromEntries(fields) as DistinguishedName);

test('whatever a certificate says, its names have at most 4 KB in a record, and keep their beginning', (t) => {
  fc.assert(
    fc.property(name, name, (subject, issuer) => {
      const given = certificate(subject, issuer);
      const cut = cutOf(given);
      for (const side of ['subject', 'issuer'] as const) {
        assert(sizeOf(cut[side]) <= MAX_NAME_BYTES, `${sizeOf(cut[side])}`);
        assert.equal(cut[side] === given[side], sizeOf(given[side]) <= MAX_NAME_BYTES);
        for (const [field, values] of Object.entries(cut[side])) {
          const whole = [given[side][field] ?? []].flat();
          [values].flat().forEach((value, n) => {
            assert(whole[n]?.startsWith(value.replace(/…$/, '')));
          });
        }
      }
      assert.equal(cut.truncated === true, cut !== given);
    }),
  );
  t.pass();
});
