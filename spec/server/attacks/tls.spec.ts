import test from 'ava';
import { testCertificates } from '../../support/certificates.js';
import { connectClient } from '../../support/line-client.js';
import { connectSClient } from '../../support/s-client.js';
import { nothingOpen, startServing } from '../../support/serving.js';

const certificates = testCertificates();
test.after.always(certificates.cleanup);

test.serial(
  'a client of TLS 1.2 cannot renegotiate: that could switch its certificate in mid session',
  async (t) => {
    const serving = await startServing(t);
    const client = await connectClient(await serving.port(), { maxVersion: 'TLSv1.2' });
    await client.until('WORK');
    let renegotiated = false;
    client.socket.renegotiate({ rejectUnauthorized: true }, () => {
      renegotiated = true;
      client.socket.destroy();
    });
    t.is((await client.closed).errorCode, 'ERR_SSL_NO_RENEGOTIATION');
    t.false(renegotiated);
    await serving.end();
    await nothingOpen();
  },
);

/** The arguments of s_client that offer one cipher, and whether the server takes it. */
const CIPHERS: readonly (readonly [cipher: string, accepted: boolean])[] = [
  ['ECDHE-ECDSA-AES128-GCM-SHA256', true],
  ['ECDHE-ECDSA-CHACHA20-POLY1305', true],
  ['ECDHE-ECDSA-AES128-SHA256', true],
  ['ECDHE-ECDSA-AES128-SHA', false],
  ['ECDHE-ECDSA-AES256-SHA', false],
  ['ECDHE-ECDSA-AES128-CCM8', false],
  ['ECDHE-ECDSA-AES256-CCM8', false],
  ['TLS_AES_128_GCM_SHA256', true],
  ['TLS_AES_128_CCM_8_SHA256', false],
];

for (const [cipher, accepted] of CIPHERS) {
  test.serial(`${cipher} is ${accepted ? 'accepted' : 'refused'}`, async (t) => {
    const serving = await startServing(t);
    const more = cipher.startsWith('TLS_')
      ? ['-tls1_3', '-ciphersuites', cipher]
      : ['-tls1_2', '-cipher', `${cipher}:@SECLEVEL=0`];
    const client = connectSClient(await serving.port(), { more });
    t.is(await client.converse(), accepted ? 'DONE' : null);
    await client.exited;
    await serving.end();
    t.deepEqual(
      serving.of('refused').map(({ reason }) => reason),
      accepted ? [] : ['no_shared_cipher'],
    );
  });
}
