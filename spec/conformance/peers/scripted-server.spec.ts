import { once } from 'node:events';
import test from 'ava';
import { connectTcpClient, connectTlsClient } from '../../../lib/conformance/peers/connect.js';
import { holdConversation } from '../../../lib/conformance/peers/conversation.js';
import {
  inTurn,
  says,
  startPlainServer,
  startTlsServer,
} from '../../../lib/conformance/peers/scripted-server.js';
import { testCertificates } from '../../support/certificates.js';
import { freePort } from '../../support/free-port.js';

const certs = testCertificates();
const CERTIFICATES = { cert: certs.server.certPem, key: certs.server.keyPem, ca: certs.ca.certPem };

test.after.always(() => {
  certs.cleanup();
});

test('says its lines in turn, one for each line that comes', async (t) => {
  const { port, close } = await startPlainServer(says('one', 'two', 'three'));
  const client = await connectTcpClient({ port });
  t.is(await client.next(), 'one');
  t.is(await client.say('a').next(), 'two');
  // Two lines at once bring two answers: the last, and the end.
  t.deepEqual(await client.send('b\nc\n').rest(), ['three']);
  t.deepEqual(await client.closed, { ended: true, errorCode: null });
  await close();
});

test('a whole session, over TLS', async (t) => {
  const { port, close } = await startTlsServer(
    says('HELLO', 'WORK token 2', 'COUNTRY abc', 'DONE'),
    CERTIFICATES,
  );
  const { ca, client } = certs;
  const options = { port, servername: 'localhost', ca: ca.certPem, cert: client.certPem, key: client.keyPem };
  const { said, token, answers, done } = await holdConversation(await connectTlsClient(options), () => 'NL');
  t.deepEqual(said, ['HELLO', 'WORK token 2', 'COUNTRY abc', 'DONE']);
  t.deepEqual({ token, answers, done }, { token: 'token', answers: { COUNTRY: 'NL' }, done: true });
  await close();
});

test('asks for a certificate and refuses a client without one; the reason can be listened to', async (t) => {
  const { port, listener, close } = await startTlsServer(says('HELLO'), CERTIFICATES);
  const refused = once(listener, 'tlsClientError');
  const client = await connectTlsClient({ port, servername: 'localhost', ca: certs.ca.certPem });
  t.deepEqual(await client.rest(), []);
  const [error] = (await refused) as [NodeJS.ErrnoException];
  t.is(error.code, 'ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE');
  await close();
});

test('listens on the port that it is told, and on a free one otherwise', async (t) => {
  const own = await freePort();
  const [told, free] = [await startPlainServer(says(), { port: own }), await startPlainServer(says())];
  t.is(told.port, own);
  t.true(free.port > 0 && free.port !== own);
  await Promise.all([told.close(), free.close()]);
});

test('talks to each client in another way, and an unexpected one is an error of the script', async (t) => {
  const { port, close } = await startPlainServer(inTurn(says('first'), says('second')));
  for (const expected of ['first', 'second']) {
    const client = await connectTcpClient({ port });
    t.is(await client.next(), expected);
    t.deepEqual(await client.say('a').rest(), []);
  }
  const third = await connectTcpClient({ port });
  t.is(await third.next(), null);
  await t.throwsAsync(close(), { message: 'A client came that the script does not expect.' });
});
