import test from 'ava';
import { testCertificates } from '../support/certificates.js';
import { connectSClient } from '../support/s-client.js';
import { nothingOpen, startServing } from '../support/serving.js';

const certificates = testCertificates();
test.after.always(certificates.cleanup);

for (const version of ['-tls1_2', '-tls1_3']) {
  test.serial(`s_client ${version}: a whole session, to its DONE`, async (t) => {
    const serving = await startServing(t, { requests: 8 });
    const client = connectSClient(await serving.port(), { more: [version] });
    t.is(await client.converse(), 'DONE');
    // Its exit tells of an end in order; whether its standard input or its output closes first does not.
    t.is(await client.exited, 0);
    await serving.end();
    t.is(serving.of('answered').length, 8);
    t.is(serving.of('closed').length, 1);
    t.deepEqual(serving.of('failed'), []);
    await nothingOpen();
  });

  test.serial(`s_client ${version}: a wrong answer is told`, async (t) => {
    const serving = await startServing(t);
    const client = connectSClient(await serving.port(), { more: [version] });
    await client.until('HELLO');
    client.send('HELLOBACK\r\n');
    t.is(
      await client.next(),
      'FAIL receiving. Expected exactly HELLOBACK. The line ended with CR LF: end it with LF alone.',
    );
    t.is(await client.exited, 0);
    await serving.end();
    await nothingOpen();
  });
}

test.serial('s_client that does not trust us says so: peer_alert', async (t) => {
  const serving = await startServing(t);
  const client = connectSClient(await serving.port(), { trusted: certificates.strangerCa });
  t.not(await client.exited, 0);
  t.like(await serving.first('refused'), {
    reason: 'peer_alert',
    count: 1,
    message: 'The client rejected the handshake with a TLS alert (ERR_SSL_TLSV1_ALERT_UNKNOWN_CA).',
  });
  await serving.end();
  await nothingOpen();
});

test.serial('s_client without a certificate', async (t) => {
  const serving = await startServing(t);
  const client = connectSClient(await serving.port(), { certificate: null });
  await client.exited;
  t.like(await serving.first('refused'), { reason: 'no_certificate', count: 1 });
  await serving.end();
  await nothingOpen();
});

test.serial('s_client that has no cipher that we have', async (t) => {
  const serving = await startServing(t);
  const more = ['-tls1_2', '-cipher', 'NULL-SHA256:@SECLEVEL=0'];
  const client = connectSClient(await serving.port(), { more });
  await client.exited;
  t.like(await serving.first('refused'), { reason: 'no_shared_cipher' });
  await serving.end();
  await nothingOpen();
});
