import test from 'ava';
import {
  argsToClientConfig,
  buildClientParser,
  parseClientArguments,
} from '../../../lib/programs/client/options.js';
import { completeClientConfig, type ClientConfig } from '../../../lib/config/client-config.js';

const configures = test.macro<[line: string, given: Partial<ClientConfig>]>({
  exec(t, line, given) {
    const usage = parseClientArguments(line.split(' ').filter((word) => word !== ''));
    t.deepEqual(usage.kind === 'run' ? usage.options : usage, completeClientConfig(given));
  },
  title: (_, line) => `tlslp-client ${line}`,
});

test(configures, '', {});
test(configures, '--host example.org --ports 1,2', { host: 'example.org', ports: [1, 2] });
test(configures, '--client-cert a --private-key b --ca-cert c', {
  clientCert: 'a',
  privateKey: 'b',
  caCert: 'c',
});
test(configures, '--work-timeout 5 --other-timeout 0.25', { workTimeout: 5, otherTimeout: 0.25 });
test(configures, '--insecure --tutorial', { insecure: true, tutorial: true });
test(configures, '--answers a.json --threads 3', { answers: 'a.json', threads: 3 });
test(configures, '--ports 1 --ports 2,3', { ports: [2, 3] });
test(configures, '--reconnect', { reconnect: 3600 });
test(configures, '--reconnect 2.5 --tutorial', { reconnect: 2.5, tutorial: true });
test(configures, '--log-level ERROR', { logLevel: 'ERROR' });

test('an embedder parses on their own', (t) => {
  const options = buildClientParser().parse(['--threads', '7'], { from: 'user' }).opts();
  t.is(argsToClientConfig(options).threads, 7);
});

test('a value that breaks its rule exits 2', (t) => {
  t.deepEqual(parseClientArguments(['--ports', '1,0']), {
    kind: 'exit',
    code: 2,
    stdout: '',
    stderr:
      'tlslp-client: --ports 1,0: must be 1 to 1000 ports, each an integer from 1 to 65535 (see tlslp-client --help)\n',
  });
});
