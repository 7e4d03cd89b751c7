import test from 'ava';
import { checkNetwork, hasReusePort, listenRule, listenTargets } from '../../lib/config/network-options.js';
import { completeConfig } from '../../lib/config/server-config.js';
import { parseServerArguments } from '../../lib/programs/server/options.js';

test('several places come from several options, from one list, or from both', (t) => {
  const usage = parseServerArguments([
    '--listen',
    '[::1]:1,localhost:2',
    '--listen',
    'unix:/s',
    '--no-records',
  ]);
  t.is(usage.kind, 'run');
  if (usage.kind === 'run') t.deepEqual(usage.options.config.listen, ['[::1]:1', 'localhost:2', 'unix:/s']);
});

const wrong = test.macro<[args: readonly string[], message: RegExp]>({
  exec(t, args, message) {
    const usage = parseServerArguments(args);
    t.is(usage.kind, 'exit');
    if (usage.kind === 'exit') t.regex(usage.stderr, message);
  },
  title: (_, args) => `wrong: ${args.join(' ')}`,
});

test(
  wrong,
  ['--listen', 'localhost'],
  /^tlslp-server: --listen localhost: must be HOST:PORT, \[IPV6\]:PORT, unix:PATH/,
);
test(wrong, ['--listen', 'a:1', '--listen', 'a:1'], /--listen \(array of 2\): must be .* each once/);
test(wrong, ['--listen', 'a:1', '--port', '5'], /--port 5: must not be given with --listen, which says both/);
test(wrong, ['--listen', 'a:1', '--host', 'b'], /--host b: must not be given with --listen, which says both/);

test('without a list, the host and the port are the place', (t) => {
  t.deepEqual(listenTargets(completeConfig({ serverHost: 'h', port: 7 })), [
    { kind: 'tcp', host: 'h', port: 7 },
  ]);
  t.deepEqual(listenTargets(completeConfig({ listen: ['fd:3', 'a:1'] })), [
    { kind: 'fd', fd: 3 },
    { kind: 'tcp', host: 'a', port: 1 },
  ]);
});

test('there may be 64 places', (t) => {
  const places = Array.from({ length: 65 }, (_, port) => `a:${port}`);
  t.true(listenRule.validate(places.slice(1)));
  t.false(listenRule.validate(places));
});

test('a port is shared where Node can do that', (t) => {
  for (const version of ['22.12.0', '22.20.1', '23.1.0', '24.0.0', '30.1.2'])
    t.true(hasReusePort(version), version);
  for (const version of ['20.19.0', '21.99.0', '22.11.9', '23.0.0']) t.false(hasReusePort(version), version);
  const config = { listen: [], serverHost: 'localhost', port: 1234, reusePort: true };
  t.notThrows(() => {
    checkNetwork(config, (name) => name, '24.1.0');
  });
  const check = (): void => {
    checkNetwork(config, () => '--reuse-port', '20.19.0');
  };
  t.throws(check, { message: '--reuse-port: needs Node 22.12 or newer, and this is Node 20.19.0' });
});
