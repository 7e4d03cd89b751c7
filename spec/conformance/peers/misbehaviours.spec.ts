import { once } from 'node:events';
import test from 'ava';
import { MISBEHAVIOURS, type MisbehaviourName } from '../../../lib/conformance/peers/misbehaviours.js';
import { says, startPlainServer, startTlsServer } from '../../../lib/conformance/peers/scripted-server.js';
import { testCertificates } from '../../support/certificates.js';
import { MISBEHAVIOURS as OURS, misbehaviourTarget } from '../../support/misbehaviour.js';

const certs = testCertificates();

test.after.always(() => {
  certs.cleanup();
});

// That our server tells each from the others is in programs/server/main-crowd.

test('of each it is known what our server has to make of it', (t) => {
  t.deepEqual(Object.keys(OURS), Object.keys(MISBEHAVIOURS));
  for (const [name, { refused, fails }] of Object.entries(OURS)) {
    t.true((refused === undefined) !== (fails === undefined), name);
  }
});

/** What a server that believes everything gets to read in a session. */
async function heard(name: MisbehaviourName): Promise<{ heard: string; lines: readonly string[] }> {
  let bytes = '';
  const talk = says('HELLO', 'WORK token 1', 'ANY_NAME abc', 'DONE');
  const { port, close } = await startTlsServer(
    (socket) => {
      talk(socket);
      socket.on('data', (text: string) => (bytes += text));
    },
    { cert: certs.server.certPem, key: certs.server.keyPem, ca: certs.ca.certPem },
  );
  const lines = await MISBEHAVIOURS[name](misbehaviourTarget(port, Promise.resolve()));
  await close();
  return { heard: bytes, lines };
}

test('they need no server of ours: a request is one whatever its name', async (t) => {
  const { heard: left } = await heard('left at a request');
  t.regex(left, /^HELLOBACK\nsuffix-\d+\n$/);
  const { heard: done } = await heard('left at DONE');
  t.regex(done, /^HELLOBACK\nsuffix-\d+\n[\da-f]{64} value\n$/);
});

test('each shows what its name says: a server that verifies refuses it', async (t) => {
  t.deepEqual(await heard('no certificate'), { heard: '', lines: [] });
  t.deepEqual(await heard("a stranger's certificate"), { heard: '', lines: [] });
  t.deepEqual(await heard('an expired certificate'), { heard: '', lines: [] });
});

test('a signal ends the wait for a server that closes nothing', async (t) => {
  const { port, listener, close } = await startPlainServer((socket) => socket.resume());
  const target = misbehaviourTarget(port, Promise.resolve());
  const begin = async (name: MisbehaviourName) => {
    const controller = new AbortController();
    const come = once(listener, 'connection');
    const acted = MISBEHAVIOURS[name]({
      ...target,
      connection: { ...target.connection, signal: controller.signal },
    });
    await come;
    // The client knows a turn later than the server that it is connected.
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    return acted;
  };
  t.deepEqual(await begin('a silent connection'), []);
  await t.throwsAsync(begin('a silent session'), { message: 'No HELLO came, but the end' });
  await close();
});
