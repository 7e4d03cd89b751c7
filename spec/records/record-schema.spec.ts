import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { ERROR_CODES, ServiceError } from '../../lib/protocol/errors.js';
import { peerLeft, serverStopping, timedOut } from '../../lib/protocol/failures.js';
import { createRecords } from '../../lib/records/create-records.js';
import { toRecord } from '../../lib/records/reading/parse-record.js';
import type { SessionRecord } from '../../lib/records/record.js';
import type { SessionRecords } from '../../lib/records/session-records.js';
import { recordLine } from '../../lib/records/sinks/file/file-sink.js';
import type { ClientCertificate, Peer, SessionEvent } from '../../lib/session/events.js';
import {
  answered,
  begin,
  beginAndKeep,
  closed,
  committed,
  connected,
  done,
  failed,
  kept,
  PEER,
  sent,
  unconfirmed,
  worked,
} from './helpers.js';

const schema = JSON.parse(readFileSync('schema/record.schema.json', 'utf8')) as {
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, { anyOf?: readonly { properties?: object }[] }>>;
};
const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);

/** The lines that a server would write, each read back. */
async function written(act: (records: SessionRecords) => Promise<void> | void): Promise<SessionRecord[]> {
  const lines: string[] = [];
  const records = createRecords(
    {
      append: (batch) => {
        lines.push(...batch.map(recordLine));
        return Promise.resolve();
      },
      close: () => Promise.resolve(),
    },
    { emptyPerHour: 1 },
  );
  await act(records);
  await records.close();
  return lines.map((line) => JSON.parse(line) as SessionRecord);
}

function isValid(record: unknown): string {
  return validate(record) ? '' : JSON.stringify(validate.errors);
}

function check(t: ExecutionContext, records: readonly SessionRecord[], count: number): void {
  t.is(records.length, count);
  for (const record of records) {
    t.is(isValid(record), '');
    t.deepEqual(toRecord(record), record, 'a reader takes it, too');
  }
}

test('the schema holds for a session that is done: before DONE, after OK, and without OK', async (t) => {
  const records = await written(async (to) => {
    await beginAndKeep(to, 'confirmed', '\u0000 "');
    to.observe(done('confirmed'));
    await beginAndKeep(to, 'unconfirmed');
    to.observe(unconfirmed('unconfirmed', timedOut('DONE', 10)));
  });
  check(t, records, 4);
  t.deepEqual(
    records.map(({ confirmed }) => confirmed),
    [null, true, null, false],
  );
});

test('the schema holds for sessions that failed, were torn down, or could not be told', async (t) => {
  const records = await written(async (to) => {
    begin(to, 'failed');
    to.observe(failed('failed', peerLeft()));
    begin(to, 'torn down');
    to.observe(closed('torn down'));
    await beginAndKeep(to, 'not told');
    to.observe({ ...failed('not told', serverStopping()), step: 'DONE' });
  });
  check(t, records, 4);
});

test('the schema holds for superseded answers, suppressed sessions and a cut name', async (t) => {
  const { client } = PEER;
  assert.ok(client !== null);
  const long = { ...PEER, client: { ...client, subject: { CN: 'x'.repeat(5000) } } };
  const records = await written((to) => {
    begin(to, 'superseded');
    to.observe(answered('superseded', 'FULL_NAME', 'another'));
    to.observe(failed('superseded'));
    for (const id of ['one', 'two', 'three']) {
      to.observe(connected(id));
      to.observe(failed(id));
    }
    to.observe(connected('truncated', long));
    to.observe(worked('truncated'));
    to.observe(failed('truncated'));
  });
  check(t, records, 3);
  t.deepEqual(records[0]?.superseded, { FULL_NAME: ['answer of superseded'] });
  t.true(records.some(({ suppressed }) => suppressed === 2));
  t.true(records.some(({ client: cut }) => cut?.truncated === true));
});

const text = fc.string({ unit: 'binary', maxLength: 12 });
const certificate: fc.Arbitrary<ClientCertificate> = fc.record(
  {
    subject: fc.dictionary(text, fc.oneof(text, fc.array(text, { minLength: 2, maxLength: 3 }))),
    issuer: fc.constant({ CN: 'a CA' }),
    serialNumber: text,
    fingerprint256: text,
    subjectAltNames: fc.array(text, { minLength: 1, maxLength: 3 }),
  },
  { requiredKeys: ['subject', 'issuer', 'serialNumber', 'fingerprint256'] },
);
const remote = fc.option(fc.record({ address: text, port: fc.nat(65_535) }));
const proxy = fc.record(
  { remote, alpn: text, authority: text, uniqueId: text },
  { requiredKeys: ['remote'] },
);
const peer: fc.Arbitrary<Peer> = fc.record(
  {
    remote,
    client: fc.option(certificate),
    tls: fc.option(fc.constant({ protocol: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256' })),
    proxy,
  },
  { requiredKeys: ['remote', 'client', 'tls'] },
);
const step = fc.oneof(
  fc.constantFrom<SessionEvent>(
    worked('s'),
    committed('s'),
    sent('s', { kind: 'done' }),
    sent('s', { kind: 'hello' }),
  ),
  fc.tuple(fc.constantFrom('FULL_NAME', 'EMAIL1'), text).map(([name, value]) => answered('s', name, value)),
);
const end = fc.constantFrom<SessionEvent>(
  done('s'),
  unconfirmed('s', peerLeft()),
  failed('s', peerLeft()),
  failed('s', new ServiceError('internal_error', 'Server error.')),
  closed('s'),
);

test('the schema holds for any session, and a reader takes each record', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      peer,
      fc.array(step, { maxLength: 8 }),
      fc.boolean(),
      end,
      async (who, steps, keeps, last) => {
        const records = await written(async (to) => {
          to.observe(connected('s', who));
          for (const event of steps) to.observe(event);
          if (keeps) await kept(to, 's');
          to.observe(last);
        });
        assert.ok(records.length >= 1);
        for (const record of records) {
          assert.equal(isValid(record), '');
          assert.deepEqual(toRecord(record), record);
        }
      },
    ),
    { numRuns: 200 },
  );
  t.pass();
});

test('the schema refuses what is no record: a field missing, one too many, a wrong value', async (t) => {
  const [record] = await written(async (to) => {
    await beginAndKeep(to, 's');
  });
  for (const wrong of [
    { ...record, more: 1 },
    { ...record, outcome: 'good' },
    { ...record, outcome: 'failed', confirmed: true },
    { ...record, step: 'WORK' },
    { ...record, endedAt: '2026-01-01' },
    { ...record, suppressed: 0 },
    { ...record, error: { code: 'unknown', message: '' } },
    { ...record, answers: { A: 1 } },
  ]) {
    t.not(isValid(wrong), '');
  }
  for (const field of schema.required) {
    t.not(isValid(Object.fromEntries(Object.entries(record ?? {}).filter(([name]) => name !== field))), '');
  }
});

test('the schema knows the codes of all errors, and the package exports it', (t) => {
  const codes = schema.properties['error']?.anyOf?.[1]?.properties;
  t.deepEqual((codes as { code: { enum: string[] } }).code.enum, Object.values(ERROR_CODES).flat());
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as { exports: Record<string, string> };
  t.is(exports['./schema/record.schema.json'], './schema/record.schema.json');
});
