import test from 'ava';
import * as library from '../lib/index.js';
import type { ServerConfig } from '../lib/index.js';

// PROTOCOL.md, section 3.
const CONTRACT = [
  'buildServerParser',
  'argsToServerConfig',
  'prepareServerSocket',
  'handleOneSession',
  'sendAndReceive',
  'sendFail',
  'sendMessage',
  'receiveMessage',
  'ProtocolError',
  'TransportError',
  'ValidationError',
  'main',
];

test("the contract's names are exported", (t) => {
  for (const name of CONTRACT) t.is(typeof library[name as keyof typeof library], 'function', name);
});

test('a configuration has the fields of the contract', (t) => {
  const config: ServerConfig = library.argsToServerConfig(
    library.buildServerParser().parse(['--port', '1235'], { from: 'user' }).opts(),
  );
  t.like(config, {
    serverHost: 'localhost',
    port: 1235,
    serverCert: 'certificates/server-cert.pem',
    serverKey: 'certificates/server-key.pem',
    caCert: 'certificates/ca_cert.pem',
    workTimeout: 1800,
    otherTimeout: 10,
    insecure: false,
    nBits: 28,
    logLevel: 'INFO',
    tutorial: false,
  });
  t.true('token' in config && 'randomString' in config);
});

test('main resolves to an exit code', async (t) => {
  t.is(await library.main(['--port', 'x']), 2);
});
