import type { ConnectionOptions } from 'node:tls';
import test from 'ava';
import { EMPTY, of, Subject } from 'rxjs';
import { startServer } from '../../lib/server/start-server.js';
import { readCredentials, type PemCredentials } from '../../lib/tls/credentials.js';
import { testCertificates, type PemFiles } from '../support/certificates.js';
import { connectClient } from '../support/line-client.js';
import { nothingOpen, Serving, startServing, testConfig } from '../support/serving.js';

const certificates = testCertificates();
const { ca, server, otherServer, client, strangerCa, strangerClient } = certificates;
test.after.always(certificates.cleanup);

const GOOD: PemCredentials = { cert: server.certPem, key: server.keyPem, ca: ca.certPem };
const OTHER: PemCredentials = { cert: otherServer.certPem, key: otherServer.keyPem, ca: ca.certPem };
const BAD: PemCredentials = { ...GOOD, key: client.keyPem };
/** Trusts other clients. */
const STRANGE: PemCredentials = { ...GOOD, ca: strangerCa.certPem };
const PROBLEM =
  'The private key in memory does not match the certificate in memory. "tlslp-certs init" makes certificates.';

/** The name that the server shows to a client of ours. */
async function shownName(port: number, { certPem: cert, keyPem: key }: PemFiles = client): Promise<unknown> {
  const options: ConnectionOptions = { cert, key, checkServerIdentity: () => undefined };
  const connected = await connectClient(port, options);
  const name = connected.socket.getPeerCertificate().subject.CN;
  const last = await connected.converse();
  if (last !== 'DONE') throw new Error(`The session ended with ${String(last)}`);
  return name;
}

test.serial('in memory: no file is read', async (t) => {
  const serving = await startServing(
    t,
    { serverCert: 'nowhere.pem', serverKey: 'nowhere.pem', caCert: 'nowhere.pem' },
    { credentials: GOOD },
  );
  t.is(await shownName(await serving.port()), 'localhost');
  await serving.end();
  await nothingOpen();
});

for (const [what, credentials, message] of [
  ['bad', BAD, PROBLEM],
  [
    'a promise that fails',
    of(Promise.reject(new Error('no vault'))),
    /Cannot load the credentials: no vault\. /,
  ],
  ['none at all', EMPTY, /^No credentials were given\. /],
  ['without a CA', { ...GOOD, ca: null }, /^There is no CA to verify clients with\. /],
] as const) {
  test.serial(`the first ones are required: ${what}`, async (t) => {
    const serving = new Serving(testConfig(certificates), { credentials });
    await t.throwsAsync(serving.completed, { name: 'ConfigError', code: 'unusable_certificate', message });
    t.deepEqual(serving.events, []);
    await nothingOpen();
  });
}

test.serial('later ones count for new connections; bad ones are told, and the old ones stay', async (t) => {
  const credentials = new Subject<PemCredentials | Promise<PemCredentials>>();
  const config = testConfig(certificates);
  const serving = new Serving(config, { credentials });
  t.teardown(() => {
    serving.unsubscribe();
  });
  credentials.next(GOOD);
  const port = await serving.port();
  const early = await connectClient(port);
  const work = await early.until('WORK');
  t.is(await shownName(port), 'localhost');

  credentials.next(BAD);
  t.deepEqual(
    serving.of('credentials_rejected').map(({ message }) => message),
    [PROBLEM],
  );
  t.is(await shownName(port), 'localhost');
  credentials.next(OTHER);
  t.is(serving.of('credentials_changed').length, 1);
  t.is(await shownName(port), 'other.example');

  // The one that was there before goes on.
  early.answer(work);
  t.is(await early.converse(), 'DONE');
  credentials.next(readCredentials({ cert: server.certPath, key: server.keyPath, ca: ca.certPath }));
  await serving.some('credentials_changed', 2);
  t.is(await shownName(port), 'localhost');
  await serving.end();
  t.false(credentials.observed);
  await nothingOpen();
});

test.serial('a change while it is being bound counts, and is told after listening', async (t) => {
  const credentials = new Subject<PemCredentials>();
  const serving = new Serving(testConfig(certificates), { credentials });
  t.teardown(() => {
    serving.unsubscribe();
  });
  for (const changed of [GOOD, BAD, OTHER]) credentials.next(changed);
  t.deepEqual(serving.events, []);
  const port = await serving.port();
  await serving.first('credentials_changed');
  t.deepEqual(
    serving.events.map(({ type }) => type),
    ['listening', 'credentials_rejected', 'credentials_changed'],
  );
  t.is(await shownName(port), 'other.example');
  await serving.end();
  await nothingOpen();
});

test.serial('setCredentials: whom it trusts changes, or it throws and all stays', async (t) => {
  await using running = await startServer(testConfig(certificates));
  const { port } = running;
  const types: string[] = [];
  running.events.subscribe(({ type }) => types.push(type));
  t.throws(
    () => {
      running.setCredentials(BAD);
    },
    { name: 'ConfigError', message: PROBLEM },
  );
  t.is(await shownName(port), 'localhost');
  running.setCredentials(STRANGE);
  t.is(await shownName(port, strangerClient), 'localhost');
  const ours = await connectClient(port);
  await ours.closed;
  t.deepEqual(ours.lines, []);
  await running.stop();
  t.is(types[0], 'credentials_rejected');
  t.is(types.filter((type) => type === 'credentials_changed').length, 1);
  t.is(types.filter((type) => type === 'refused').length, 1);
  await nothingOpen();
});
