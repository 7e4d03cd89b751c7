import test, { type ExecutionContext } from 'ava';
import { Subject } from 'rxjs';
import type { ServerConfig } from '../../../lib/config/server-config.js';
import type { PemCredentials } from '../../../lib/tls/credentials.js';
import { testCertificates, type PemFiles } from '../../support/certificates.js';
import { connectClient, type TlsLineClient } from '../../support/line-client.js';
import { OpensslCa } from '../../support/openssl-ca.js';
import { connectSClient } from '../../support/s-client.js';
import { nothingOpen, startServing, type Serving } from '../../support/serving.js';

const certificates = testCertificates();
const { ca, server } = certificates;
const own = new OpensslCa('Course CA');
const second = new OpensslCa('Second CA');
const good = own.client('/CN=good');
const bad = own.client('/CN=Bad\nguy/OU=Class 7', { serial: '0x0abc' });
const ofSecond = second.client('/CN=second');
const none = own.crl();
const revoked = own.revoke(bad).crl();
const DAY_MS = 86_400_000;

test.after.always(() => {
  certificates.cleanup();
  own[Symbol.dispose]();
  second[Symbol.dispose]();
});

const SERVER_SIDE = { cert: server.certPem, key: server.keyPem };
const trusting = (crl: string | null, ...cas: OpensslCa[]): PemCredentials => ({
  ...SERVER_SIDE,
  ca: [ca.certPem, ...cas.map((authority) => authority.ca.certPem)].join('\n'),
  crl,
});
/** Of the own CA alone: the CA of the server needs no CRL then. */
const onlyOwn = (crl: string | null): PemCredentials => ({ ...SERVER_SIDE, ca: own.ca.certPem, crl });

const as = async (
  port: number,
  identity: PemFiles,
  version: 'TLSv1.2' | 'TLSv1.3' = 'TLSv1.3',
): Promise<TlsLineClient> => connectClient(port, { identity, minVersion: version, maxVersion: version });

const lastLine = async (
  port: number,
  identity: PemFiles,
  version?: 'TLSv1.2' | 'TLSv1.3',
): Promise<string | null> => (await as(port, identity, version)).converse();

async function serving(
  t: ExecutionContext,
  credentials: PemCredentials,
  changes: Partial<ServerConfig> = {},
): Promise<Serving> {
  return startServing(t, { crl: 'crl.pem', ...changes }, { credentials });
}

const REVOKED = 'FAIL This certificate was revoked.';

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  test.serial(`${version}: a revoked client is told so, and others have their session`, async (t) => {
    const running = await serving(t, onlyOwn(revoked));
    const port = await running.port();
    const client = await as(port, bad, version);
    t.deepEqual(await client.rest(), [REVOKED]);
    t.true((await client.closed).ended);
    t.like(await running.refusalOf(client.localPort), {
      reason: 'certificate_revoked',
      count: 1,
      message: "The client's certificate was revoked.",
      certificate: { serialNumber: '0ABC', subject: { CN: 'Bad\nguy', OU: 'Class 7' } },
    });
    t.is(await lastLine(port, good, version), 'DONE');
    t.is(running.of('connected').length, 1);
    await running.end();
    await nothingOpen();
  });

  test.serial(`${version}: a client that resumes is refused like a fresh one`, async (t) => {
    const credentials = new Subject<PemCredentials>();
    const starting = startServing(t, { crl: 'crl.pem' }, { credentials });
    credentials.next(onlyOwn(none));
    const running = await starting;
    const port = await running.port();
    const first = await as(port, bad, version);
    const tickets: Buffer[] = [];
    first.socket.on('session', (session: Buffer) => tickets.push(session));
    t.is(await first.converse(), 'DONE');
    await first.closed;
    const ticket = tickets.at(-1) ?? first.socket.getSession();
    credentials.next(onlyOwn(revoked));
    const again = await connectClient(port, {
      identity: bad,
      minVersion: version,
      maxVersion: version,
      ...(ticket === undefined ? {} : { session: ticket }),
    });
    t.not(again.socket.isSessionReused(), true);
    t.deepEqual(await again.rest(), [REVOKED]);
    await running.end();
    await nothingOpen();
  });

  test.serial(`${version}: openssl s_client is told the same`, async (t) => {
    const running = await serving(t, trusting(revoked, own));
    const client = connectSClient(await running.port(), {
      certificate: bad,
      more: [version === 'TLSv1.2' ? '-tls1_2' : '-tls1_3'],
    });
    t.is(await client.next(), REVOKED);
    client.socket.end();
    await client.exited;
    await running.end();
    await nothingOpen();
  });
}

test.serial('new credentials end the sessions that they revoke, in any step, and no others', async (t) => {
  const credentials = new Subject<PemCredentials>();
  // No CRL at first: those who came before there was one are looked at too.
  const starting = startServing(t, {}, { credentials });
  credentials.next(onlyOwn(null));
  const running = await starting;
  const port = await running.port();
  const inHello = await as(port, bad);
  t.is(await inHello.next(), 'HELLO');
  const inWork = await as(port, bad);
  await inWork.until('WORK');
  const inBody = await as(port, bad);
  await inBody.until(/^(?!HELLO$|WORK$|DONE$)/);
  const honest = await as(port, good);
  const work = await honest.until('WORK');

  credentials.next(onlyOwn(revoked));
  for (const client of [inHello, inWork, inBody]) {
    t.is((await client.rest()).at(-1), REVOKED);
    const failure = await running.failureOf(client.localPort);
    t.like(failure, { outcome: 'failed', error: { code: 'certificate_revoked' }, line: REVOKED });
  }
  honest.answer(work);
  t.is(await honest.converse(), 'DONE');
  t.is(await lastLine(port, bad), REVOKED);
  await running.end();
  t.is(running.of('failed').length, 3);
  await nothingOpen();
});

for (const strict of [false, true]) {
  test.serial(`an outdated CRL, ${strict ? 'strict' : 'not strict'}`, async (t) => {
    const until = new Date(Date.now() - DAY_MS);
    const outdated = own.crl({ from: new Date(Date.now() - 2 * DAY_MS), until });
    const running = await serving(t, onlyOwn(outdated), { crlStrict: strict });
    const port = await running.port();
    const [warning] = running.of('credentials_warning');
    t.like(warning, { code: 'crl_outdated', isUrgent: true });
    t.is(warning?.message.includes('No client of it is accepted (--crl-strict)'), strict);
    t.is(await lastLine(port, bad), REVOKED);
    t.is(
      await lastLine(port, good),
      strict ? 'FAIL The server has no current list of revoked certificates. Try again later.' : 'DONE',
    );
    await running.end();
    t.is(
      running.of('refused').filter(({ reason }) => reason === 'revocation_unknown').length,
      strict ? 1 : 0,
    );
    await nothingOpen();
  });

  test.serial(`a CA without a CRL, ${strict ? 'strict' : 'not strict'}`, async (t) => {
    const running = await serving(t, trusting(revoked + second.crl(), own, second), { crlStrict: strict });
    const port = await running.port();
    t.deepEqual(
      running.of('credentials_warning').map(({ code }) => code),
      ['crl_missing'],
    );
    t.is(await lastLine(port, ofSecond), 'DONE');
    t.is((await lastLine(port, certificates.client))?.startsWith('FAIL') === true, strict);
    await running.end();
    await nothingOpen();
  });
}

test.serial('credentials whose CRL cannot be used are rejected, and the old ones stay', async (t) => {
  const credentials = new Subject<PemCredentials>();
  const starting = startServing(t, { crl: 'crl.pem' }, { credentials });
  credentials.next(onlyOwn(revoked));
  const running = await starting;
  const port = await running.port();
  for (const crl of ['', 'x', second.crl()]) credentials.next(onlyOwn(crl));
  t.deepEqual(
    running.of('credentials_rejected').map(({ message }) => message),
    [
      'The CRL in memory is empty.',
      'The CRL in memory contains no PEM CRL.',
      'The CRL in memory is of none of the CAs that verify clients, but of "O=Tests, CN=Second CA".',
    ],
  );
  t.is(await lastLine(port, bad), REVOKED);
  await running.end();
  await nothingOpen();
});
