import { createServer } from 'node:net';
import test from 'ava';
import { ConfigError } from '../../../lib/protocol/errors.js';
import { addressesOf, isAbsentAddress, isPortTaken, listen } from '../../../lib/server/accept/listen.js';

const standsFor = test.macro<[host: string, addresses: string[]]>({
  exec: async (t, host, addresses) => {
    t.deepEqual(await addressesOf(host), addresses);
  },
  title: (_, host) => `the addresses of ${host}`,
});

test(standsFor, 'localhost', ['127.0.0.1', '::1']);
test(standsFor, 'LocalHost', ['127.0.0.1', '::1']);
test(standsFor, '192.0.2.7', ['192.0.2.7']);
test(standsFor, '::', ['::']);

test('a name is escaped where it is shown', async (t) => {
  await t.throwsAsync(addressesOf('no\u001b[2J.invalid'), {
    code: 'unusable_address',
    message: /^Cannot listen on no\\u001b\[2J\.invalid: no such host \(\w+\)\.$/,
  });
});

test('the port that was bound comes back, and is taken for the next', async (t) => {
  const [first, second] = [createServer(), createServer()];
  t.teardown(() => first.close());
  const port = await listen(first, '127.0.0.1', 0);
  t.true(port > 0);
  const error = await t.throwsAsync(listen(second, '127.0.0.1', port), { instanceOf: ConfigError });
  t.true(isPortTaken(error));
  t.false(isAbsentAddress(error));
});

test('one address of a port leaves the other family free', async (t) => {
  const [six, four] = [createServer(), createServer()];
  t.teardown(() => six.close());
  t.teardown(() => four.close());
  const port = await listen(six, '::1', 0);
  t.is(await listen(four, '127.0.0.1', port), port);
});

test('an address that the machine does not have is told apart', async (t) => {
  const error = await t.throwsAsync(listen(createServer(), '192.0.2.7', 0), { instanceOf: ConfigError });
  t.true(isAbsentAddress(error));
  t.false(isPortTaken(error));
});

test('other errors are neither', (t) => {
  for (const error of [new Error('x'), null, new ConfigError('unusable_address', 'x')]) {
    t.false(isAbsentAddress(error));
    t.false(isPortTaken(error));
  }
});

test('a port that needs privileges says so', async (t) => {
  const server = createServer();
  // Root may bind it: what the kernel would say to others is said for it.
  server.listen = () => {
    setImmediate(() => server.emit('error', Object.assign(new Error('listen'), { code: 'EACCES' })));
    return server;
  };
  await t.throwsAsync(listen(server, '127.0.0.1', 443), {
    message:
      'Cannot listen on 127.0.0.1 port 443: permission denied. Ports below 1024 need privileges: choose another than 443 with --port.',
  });
});
