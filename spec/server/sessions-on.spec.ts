import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls, createServer, type Server, type TlsOptions } from 'node:tls';
import test, { type ExecutionContext } from 'ava';
import { Subject } from 'rxjs';
import type { ServerEvent } from '../../lib/server/events.js';
import type { Secured } from '../../lib/server/accept/step.js';
import { securedBy, sessionsOn } from '../../lib/server/sessions-on.js';
import type { SessionsOptions } from '../../lib/server/sessions.js';
import { testCertificates } from '../support/certificates.js';
import { connectClient, NO_CERTIFICATE } from '../support/line-client.js';
import { temporaryDirectory } from '../support/programs.js';
import { nothingOpen, testConfig } from '../support/serving.js';

const certificates = testCertificates();
test.after.always(certificates.cleanup);

/** A TLS server that is the test's own, with sessions on it. */
async function running(
  t: ExecutionContext,
  { tls = {}, ...options }: SessionsOptions & { readonly tls?: TlsOptions } = {},
  changes = {},
) {
  const { server, ca } = certificates;
  const own: Server = createServer({
    cert: server.certPem,
    key: server.keyPem,
    ca: ca.certPem,
    requestCert: true,
    ...tls,
  }).listen(0, '127.0.0.1');
  await once(own, 'listening');
  const { port } = own.address() as AddressInfo;
  const events: ServerEvent[] = [];
  let complete = (): void => undefined;
  const over = new Promise<void>((resolve) => (complete = resolve));
  const config = testConfig(certificates, { serverCert: 'nowhere.pem', ...changes });
  const subscription = sessionsOn(own, config, options).subscribe({
    next: (event) => events.push(event),
    complete,
  });
  const close = async (): Promise<void> => {
    if (!own.listening) return;
    own.close();
    await once(own, 'close');
  };
  t.teardown(async () => {
    subscription.unsubscribe();
    await close();
  });
  return { own, port, events, over, subscription, close };
}

test.serial('whoever gets through the handshake has a session; it ends with the server', async (t) => {
  const heard: ServerEvent[] = [];
  const { port, events, over, close } = await running(t, { observers: [(event) => heard.push(event)] });
  const clients = await Promise.all([connectClient(port), connectClient(port)]);
  t.deepEqual(await Promise.all(clients.map((client) => client.converse())), ['DONE', 'DONE']);
  await close();
  await over;
  t.like(events[0], { type: 'connected', peer: { client: { subject: { CN: 'Test client' } } } });
  t.deepEqual(
    events.flatMap((event) => (event.type === 'connected' ? [event.peer.remote?.port] : [])).sort(),
    clients.map(({ localPort }) => localPort).sort(),
  );
  t.is(events.filter(({ type }) => type === 'done').length, 2);
  t.deepEqual(heard, events);
  await nothingOpen();
});

test.serial('whom the server let through without a certificate is refused here', async (t) => {
  const tls = { requestCert: true, rejectUnauthorized: false };
  const { port, events, over, close } = await running(t, { tls });
  const { certPem: cert, keyPem: key } = certificates.strangerClient;
  for (const options of [NO_CERTIFICATE, { cert, key }]) {
    const client = await connectClient(port, options);
    await client.closed;
    t.deepEqual(client.lines, []);
  }
  await close();
  await over;
  t.like(events, [
    { type: 'refused', reason: 'no_certificate', count: 1 },
    { type: 'refused', reason: 'no_certificate', count: 2 },
  ]);
  await nothingOpen();
});

test.serial('the clients of a unix socket, who have no address, are not taken for each other', async (t) => {
  const { server, ca } = certificates;
  const own = createServer({ cert: server.certPem, key: server.keyPem, ca: ca.certPem });
  const path = join(await temporaryDirectory(t), 's');
  own.listen(path);
  await once(own, 'listening');
  const secured: Secured[] = [];
  securedBy(own).subscribe((each) => secured.push(each));
  // Both TCP sockets are there before the first handshake is over.
  const clients = [1, 2].map(() => connectTls({ path, ca: ca.certPem, servername: 'localhost' }));
  await Promise.all(clients.map((client) => once(client, 'secureConnect')));
  while (secured.length < 2) await new Promise(setImmediate);
  t.deepEqual(
    secured.map(({ wire, remote }) => [wire, remote]),
    [
      [undefined, null],
      [undefined, null],
    ],
  );
  for (const client of clients) client.destroy();
  for (const { socket } of secured) socket.destroy();
  own.close();
  await once(own, 'close');
  await nothingOpen();
});

test.serial('a stop ends the sessions, and not the server', async (t) => {
  const stop = new Subject<void>();
  const { own, port, events, over, close } = await running(t, { stop });
  const client = await connectClient(port);
  await client.until('WORK');
  stop.next();
  t.is(await client.next(), 'FAIL Server is stopping.');
  await over;
  t.true(own.listening);
  t.like(
    events.filter(({ type }) => type === 'stopping'),
    [{ sessions: 1 }],
  );
  t.is(own.listenerCount('secureConnection'), 0);
  await close();
  await nothingOpen();
});

test.serial('unsubscribing destroys the sessions, and leaves the server as it was', async (t) => {
  const { own, port, subscription, close } = await running(t);
  const client = await connectClient(port);
  await client.until('WORK');
  subscription.unsubscribe();
  await client.closed;
  t.true(own.listening);
  t.is(own.listenerCount('secureConnection') + own.listenerCount('close'), 0);
  await close();
  await nothingOpen();
});
