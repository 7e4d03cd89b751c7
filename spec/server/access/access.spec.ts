import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import test from 'ava';
import fc from 'fast-check';
import { firstValueFrom, Subject } from 'rxjs';
import type { ServerConfig } from '../../../lib/config/server-config.js';
import { alternativeNames } from '../../../lib/server/access/alternative-names.js';
import { testCertificates } from '../../support/certificates.js';
import { connectClient, connectRaw } from '../../support/line-client.js';
import { OpensslCa } from '../../support/openssl-ca.js';
import { nothingOpen, startServing, testConfig } from '../../support/serving.js';
import { completeConfig } from '../../../lib/config/server-config.js';
import { handleOneSession } from '../../../lib/contract/handle-one-session.js';
import { startTlsServer } from '../../support/scripted-server.js';

const certificates = testCertificates();
const { ca, server, expiredClient, strangerClient, wrongUsageClient, oddClient } = certificates;
const own = new OpensslCa('Course CA');
const max = own.client('/OU=Class 7/OU=Evening/CN=Max, the 1st', {
  san: 'email:max@example.org,DNS:max.example.org,URI:urn:x:max,IP:192.0.2.7',
});
test.after.always(() => {
  certificates.cleanup();
  own[Symbol.dispose]();
});

const CREDENTIALS = {
  cert: server.certPem,
  key: server.keyPem,
  ca: `${ca.certPem}\n${own.ca.certPem}`,
};
const NOT_ON_LIST = 'FAIL This certificate is not on the list of those who may come.';

const comes = test.macro<[changes: Partial<ServerConfig>, expected: 'DONE' | typeof NOT_ON_LIST]>({
  exec: async (t, changes, expected) => {
    const serving = await startServing(t, changes, { credentials: CREDENTIALS });
    const connected = await connectClient(await serving.port(), { identity: max });
    t.is(await connected.converse(), expected);
    await connected.close();
    if (expected !== 'DONE') {
      t.like(await serving.refusalOf(connected.localPort), {
        reason: 'not_authorized',
        count: 1,
        certificate: { subject: { CN: 'Max, the 1st', OU: ['Class 7', 'Evening'] } },
      });
      t.deepEqual(connected.lines, [NOT_ON_LIST]);
    }
    await serving.end();
    await nothingOpen();
  },
  title: (_, changes, expected) => `${JSON.stringify(changes)}: ${expected.slice(0, 4)}`,
});

test.serial(comes, {}, 'DONE');
test.serial(comes, { allowCn: ['Max, the 1st'] }, 'DONE');
test.serial(comes, { allowCn: ['Max'] }, NOT_ON_LIST);
test.serial(comes, { allowCn: ['max, the 1st'] }, NOT_ON_LIST);
test.serial(comes, { allowOu: ['Evening'] }, 'DONE');
test.serial(comes, { allowOu: ['Class'] }, NOT_ON_LIST);
test.serial(comes, { allowSan: ['max@example.org'] }, 'DONE');
test.serial(comes, { allowSan: ['email:max@example.org'] }, 'DONE');
test.serial(comes, { allowSan: ['DNS:max@example.org'] }, NOT_ON_LIST);
test.serial(comes, { allowSan: ['max.example.org'] }, 'DONE');
test.serial(comes, { allowSan: ['urn:x:max'] }, 'DONE');
test.serial(comes, { allowSan: ['192.0.2.7'] }, NOT_ON_LIST);
test.serial(comes, { allowCn: ['somebody'], allowOu: ['x'], allowSan: ['max.example.org'] }, 'DONE');
test.serial(comes, { allowCn: ['a', 'b'], allowOu: ['x'] }, NOT_ON_LIST);

test.serial('a reload changes the list for those who come from then on', async (t) => {
  const reload = new Subject<ServerConfig>();
  const serving = await startServing(t, { allowCn: ['nobody'] }, { reload });
  const port = await serving.port();
  t.is(await (await connectClient(port)).converse(), NOT_ON_LIST);
  reload.next(testConfig(certificates, { allowCn: ['Test client'] }));
  await serving.first('reloaded');
  t.is(await (await connectClient(port)).converse(), 'DONE');
  await serving.end();
  await nothingOpen();
});

const OPENS = '2026-05-01T10:00+02:00';
const CLOSES = '2026-05-15T08:00:00Z';
for (const [time, expected] of [
  ['2026-05-01T07:59:59.999Z', 'FAIL The server opens at 2026-05-01 08:00 UTC.'],
  ['2026-05-01T08:00:00.000Z', 'DONE'],
  ['2026-05-15T07:59:59.999Z', 'DONE'],
  ['2026-05-15T08:00:00.000Z', 'FAIL The server is closed since 2026-05-15 08:00 UTC.'],
] as const) {
  test.serial(`open from ${OPENS} to ${CLOSES}, and now it is ${time}`, async (t) => {
    // The certificates of the tests are of another year: their dates are checked at the start.
    let now = Date.now();
    const serving = await startServing(t, { opensAt: OPENS, closesAt: CLOSES }, { wallClock: () => now });
    now = Date.parse(time);
    const connected = await connectClient(await serving.port());
    t.is(await connected.converse(), expected);
    await connected.close();
    if (expected !== 'DONE') t.like(await serving.refusalOf(connected.localPort), { reason: 'not_open' });
    await serving.end();
    await nothingOpen();
  });
}

test.serial('sessions under way may go on after the time', async (t) => {
  let now = Date.now();
  const closesAt = new Date(now + 60_000).toISOString();
  const serving = await startServing(t, { closesAt }, { wallClock: () => now });
  const connected = await connectClient(await serving.port());
  const work = await connected.until('WORK');
  now += 120_000;
  connected.answer(work);
  t.is(await connected.converse(), 'DONE');
  await serving.end();
  await nothingOpen();
});

test.serial('an insecure server has its times too', async (t) => {
  const serving = await startServing(t, { insecure: true, opensAt: '2999-01-01T00:00Z' });
  const connected = await connectClient(await serving.port(), { identity: null });
  t.deepEqual(await connected.rest(), ['FAIL The server opens at 2999-01-01 00:00 UTC.']);
  await serving.end();
  t.is(serving.of('refused')[0]?.certificate, null);
  await nothingOpen();
});

test('a session on a socket of its own follows the list too', async (t) => {
  const failed = new Subject<unknown>();
  const failure = firstValueFrom(failed);
  const config = completeConfig({ allowCn: ['nobody'] });
  const { port, close } = await startTlsServer(certificates, (socket) => {
    handleOneSession(true, config, socket).subscribe({
      error: (error: unknown) => {
        failed.next(error);
      },
    });
  });
  const connected = await connectClient(port);
  t.deepEqual(await connected.rest(), [NOT_ON_LIST]);
  t.like(await failure, { code: 'not_authorized' });
  await close();
});

// The certificate of who is refused in the handshake

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  for (const [what, identity, code] of [
    ['expired', expiredClient, 'CERT_HAS_EXPIRED'],
    ['of a stranger', strangerClient, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['of a server', wrongUsageClient, 'INVALID_PURPOSE'],
  ] as const) {
    test.serial(`${version}: a certificate that is ${what} is named in its refusal`, async (t) => {
      const serving = await startServing(t);
      const options = { identity, minVersion: version, maxVersion: version };
      const connected = await connectClient(await serving.port(), options);
      await connected.closed;
      t.deepEqual(connected.lines, []);
      const { reason, message, certificate } = await serving.refusalOf(connected.localPort);
      t.is(reason, 'untrusted_certificate');
      t.true(message.includes(code));
      const x509 = new X509Certificate(identity.certPem);
      t.is(certificate?.serialNumber, x509.serialNumber);
      t.is(certificate?.subject['O'], 'tlslp-server');
      t.is(certificate?.validTo, new Date(x509.validTo).toISOString());
      t.is(certificate?.validFrom, new Date(x509.validFrom).toISOString());
      await serving.end();
      await nothingOpen();
    });
  }

  test.serial(`${version}: who shows none gets its alert, and its refusal names none`, async (t) => {
    const serving = await startServing(t);
    const options = { identity: null, minVersion: version, maxVersion: version };
    const connected = await connectClient(await serving.port(), options);
    const { errorCode } = await connected.closed;
    t.regex(errorCode ?? '', /ALERT_(CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE)$/);
    const refusal = await serving.refusalOf(connected.localPort);
    t.like(refusal, { reason: 'no_certificate', certificate: null });
    await serving.end();
    await nothingOpen();
  });
}

test.serial('who never came to its certificate has none in its refusal', async (t) => {
  const serving = await startServing(t);
  const connected = await connectRaw(await serving.port());
  await connected.close();
  t.is((await serving.refusalOf(connected.localPort)).certificate, null);
  await serving.end();
  await nothingOpen();
});

test.serial('an odd name is in the event as it is', async (t) => {
  const serving = await startServing(t, { allowCn: ['nobody'] });
  const connected = await connectClient(await serving.port(), { identity: oddClient });
  await connected.closed;
  const { certificate } = await serving.refusalOf(connected.localPort);
  t.true(String(certificate?.subject['CN']).includes('\u001b[31m'));
  await serving.end();
  await nothingOpen();
});

// Alternative names

const names = test.macro({
  exec: (t, list: string, expected: readonly string[]) => {
    t.deepEqual(alternativeNames(list), expected);
  },
  title: (_, list: string) => `alternative names: ${list.slice(0, 40)}`,
});
test(names, 'DNS:a, email:b@c, URI:urn:x', ['DNS:a', 'email:b@c', 'URI:urn:x']);
test(names, 'IP Address:192.0.2.1', ['IP Address:192.0.2.1']);
test(names, 'URI:"http://a/, DNS:evil", DNS:b', ['URI:http://a/, DNS:evil', 'DNS:b']);
test(names, 'DNS:"a\\"b"', ['DNS:a"b']);
test(names, '', []);
test(names, 'DNS:"broken', []);
test(names, 'no kind', []);
test(names, `DNS:${'a'.repeat(5000)}`, []);

test('any list of names gives itself back, or nothing', (t) => {
  const value = fc.string({ maxLength: 30 });
  fc.assert(
    fc.property(fc.array(value, { maxLength: 8 }), (values) => {
      const list = values.map((text) => `DNS:${/^[\w.@-]*$/.test(text) ? text : JSON.stringify(text)}`);
      assert.deepEqual(
        alternativeNames(list.join(', ')),
        values.map((text) => `DNS:${text}`),
      );
    }),
  );
  fc.assert(
    fc.property(fc.string(), (list) => {
      assert.ok(Array.isArray(alternativeNames(list)));
    }),
  );
  t.pass();
});
