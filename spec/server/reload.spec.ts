import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { Subject } from 'rxjs';
import type { ServerConfig } from '../../lib/config/server-config.js';
import type { ServerEvent } from '../../lib/server/events.js';
import { Reloads, type ReloadSource } from '../../lib/server/reload.js';
import { startServer } from '../../lib/server/start-server.js';
import { testCertificates } from '../support/certificates.js';
import { connectClient } from '../support/line-client.js';
import { nothingOpen, startServing, testConfig } from '../support/serving.js';

const certificates = testCertificates();
const { server, otherServer, ca, client } = certificates;
test.after.always(certificates.cleanup);

const anyName = { cert: client.certPem, key: client.keyPem, checkServerIdentity: () => undefined };

/** A configuration whose certificate and key are files of the test. */
async function ownFiles(t: ExecutionContext): Promise<ServerConfig> {
  const directory = await mkdtemp(join(tmpdir(), 'tlslp-reload-'));
  t.teardown(() => rm(directory, { recursive: true }));
  const [serverCert, serverKey] = [join(directory, 'cert.pem'), join(directory, 'key.pem')];
  await copyFile(server.certPath, serverCert);
  await copyFile(server.keyPath, serverKey);
  return testConfig(certificates, { serverCert, serverKey });
}

async function shownName(port: number): Promise<unknown> {
  const connected = await connectClient(port, anyName);
  const name = connected.socket.getPeerCertificate().subject.CN;
  await connected.close();
  return name;
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}

test('one at a time: requests during a reload share one more, with the last source', async (t) => {
  const gates = [deferred(), deferred()];
  const seen: ReloadSource[] = [];
  const reloads = new Reloads((source) => gates[seen.push(source) - 1]?.promise ?? Promise.resolve());
  const source = (nBits: number): ServerConfig => testConfig(certificates, { nBits });
  const [a, b, c, d] = [source(1), source(2), source(3), source(4)];
  const first = reloads.request(a);
  const second = reloads.request(b);
  t.is(reloads.request(c), second);
  t.deepEqual(seen, [a]);
  gates[0]?.resolve();
  await first;
  gates[1]?.resolve();
  await second;
  t.deepEqual(seen, [a, c]);
  await reloads.request(d);
  t.deepEqual(seen, [a, c, d]);
});

test('a reload that fails fails its own requests, and the next one runs', async (t) => {
  let tries = 0;
  const reloads = new Reloads(async () => {
    await Promise.resolve();
    if (++tries === 1) throw new Error('bad');
  });
  const config = testConfig(certificates);
  const first = reloads.request(config);
  const second = reloads.request(config);
  await t.throwsAsync(first, { message: 'bad' });
  await t.notThrowsAsync(second);
});

test.serial('server.reload: files and configuration for new sessions; those under way go on', async (t) => {
  const config = await ownFiles(t);
  await using running = await startServer(config);
  const events: ServerEvent[] = [];
  running.events.subscribe((event) => events.push(event));
  const early = await connectClient(running.port, anyName);
  const work = await early.until('WORK');
  t.is(work.split(' ')[2], '1');
  await copyFile(otherServer.certPath, config.serverCert);
  await copyFile(otherServer.keyPath, config.serverKey);
  await running.reload({ ...config, nBits: 2, bodyNames: ['SHOE_SIZE'], requests: 1 });
  t.like(
    events.find(({ type }) => type === 'reloaded'),
    { changed: ['nBits', 'requests', 'bodyNames'] },
  );
  t.is(await shownName(running.port), 'other.example');
  const late = await connectClient(running.port, anyName);
  t.is((await late.until('WORK')).split(' ')[2], '2');
  await late.close();
  t.is(await early.answer(work).converse(), 'DONE');
  await running.reload();
  t.deepEqual(events.filter(({ type }) => type === 'reloaded').length, 2);
  await running.stop();
  await nothingOpen();
});

const rejects = test.macro({
  title: (title) => title ?? '',
  async exec(t, source: (config: ServerConfig) => ReloadSource, message: RegExp, code?: string) {
    const config = await ownFiles(t);
    await using running = await startServer(config);
    const told: string[] = [];
    running.events.subscribe((event) => {
      if (event.type === 'reload_rejected') told.push(event.message);
    });
    await copyFile(otherServer.certPath, config.serverCert);
    await copyFile(otherServer.keyPath, config.serverKey);
    await t.throwsAsync(running.reload(source(config)), code === undefined ? undefined : { code });
    t.is(told.length, 1);
    t.regex(told[0] ?? '', message);
    t.is(await shownName(running.port), 'localhost', 'nothing was changed');
    const connected = await connectClient(running.port, anyName);
    t.is((await connected.until('WORK')).split(' ')[2], '1');
    await connected.close();
    await running.stop();
  },
});

test.serial(
  'rejected: an option that needs a restart, whatever else is good',
  rejects,
  (config: ServerConfig) => ({ ...config, nBits: 2, port: 9, insecure: true }),
  /^port, insecure need a restart of the server to change$/,
  'needs_restart',
);
test.serial(
  'rejected: a file that is missing, with a configuration that is good',
  rejects,
  (config: ServerConfig) => ({ ...config, nBits: 2, caCert: '/nowhere/ca.pem' }),
  /^Cannot read the CA certificate \/nowhere\/ca\.pem: /,
  'unusable_certificate',
);
test.serial(
  'rejected: a configuration that cannot be read',
  rejects,
  () => () => {
    throw new Error('no such\nfile');
  },
  /^the configuration cannot be read: no such\\nfile$/,
);

test.serial('credentials that were given stay, and the configuration changes', async (t) => {
  const config = testConfig(certificates, { serverCert: 'nowhere', serverKey: 'nowhere', caCert: 'nowhere' });
  const credentials = { cert: server.certPem, key: server.keyPem, ca: ca.certPem };
  await using running = await startServer(config, { credentials });
  await running.reload({ ...config, nBits: 3 });
  const connected = await connectClient(running.port, anyName);
  t.is((await connected.until('WORK')).split(' ')[2], '3');
  await connected.close();
  await running.stop();
});

test.serial('while it stops, and after its end, a reload does nothing', async (t) => {
  const config = await ownFiles(t);
  await using running = await startServer(config);
  const types: string[] = [];
  running.events.subscribe(({ type }) => types.push(type));
  const connected = await connectClient(running.port, anyName);
  const hello = await connected.until('HELLO');
  const stopped = running.stop();
  await writeFile(config.serverCert, 'broken');
  await running.reload();
  t.is(await connected.answer(hello).converse(), 'DONE');
  await stopped;
  await running.reload();
  t.false(types.some((type) => type.startsWith('reload')));
  await nothingOpen();
});

test.serial('a reload that reads when the server is closed leaves nothing behind', async (t) => {
  const config = await ownFiles(t);
  const running = await startServer(config);
  const gate = deferred();
  const reloading = running.reload(async () => {
    await gate.promise;
    return config;
  });
  await running.close();
  gate.resolve();
  await t.notThrowsAsync(reloading);
  await nothingOpen();
});

test.serial('serve reloads when its option emits; an error of it ends the reloads alone', async (t) => {
  const reload = new Subject<ReloadSource>();
  const config = await ownFiles(t);
  const serving = await startServing(t, config, { reload });
  const port = await serving.port();
  reload.next({ ...config, nBits: 2 });
  t.deepEqual((await serving.first('reloaded')).changed, ['nBits']);
  reload.next({ ...config, port: 1 });
  await serving.first('reload_rejected');
  reload.error(new Error('no more'));
  const connected = await connectClient(port, anyName);
  t.is((await connected.until('WORK')).split(' ')[2], '2');
  await connected.close();
  await serving.end();
  await nothingOpen();
});
