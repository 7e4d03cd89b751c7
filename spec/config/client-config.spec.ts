import test from 'ava';
import { completeClientConfig, type ClientConfig } from '../../lib/config/client-config.js';
import { ConfigError } from '../../lib/protocol/errors.js';

// Written out, not taken from the code: these are the contract's.
const DEFAULTS: ClientConfig = {
  host: 'localhost',
  ports: [3115, 7883, 8235, 38154, 1234, 55532],
  proxyHeader: null,
  clientCert: 'certificates/client_cert.pem',
  privateKey: 'certificates/ec_private_key.pem',
  caCert: 'certificates/ca_cert.pem',
  workTimeout: 1800,
  otherTimeout: 10,
  insecure: false,
  logLevel: 'INFO',
  tutorial: false,
  answers: null,
  threads: null,
  reconnect: null,
};

const completes = test.macro({
  exec(t, given: Partial<ClientConfig>, expected: ClientConfig) {
    const config = completeClientConfig(given);
    t.deepEqual(config, expected);
    t.true(Object.isFrozen(config));
    t.true(Object.isFrozen(config.ports));
    t.deepEqual(completeClientConfig(config), config, 'what it returns, it takes again');
  },
  title: (_, given) => `completes the configuration ${JSON.stringify(given)}`,
});

test(completes, {}, DEFAULTS);
test(completes, { ports: [1], threads: 2 }, { ...DEFAULTS, ports: [1], threads: 2 });
test(completes, { answers: 'answers.json' }, { ...DEFAULTS, answers: 'answers.json' });

const refuses = test.macro<[given: object, message: string]>({
  exec(t, given, message) {
    t.throws(() => completeClientConfig(given), { instanceOf: ConfigError, code: 'invalid_option', message });
  },
  title: (_, given, message) => `refuses ${JSON.stringify(given)}: ${message}`,
});

test(refuses, { ports: [0] }, 'ports (array of 1): must be 1 to 1000 ports, each an integer from 1 to 65535');
test(refuses, { threads: 0 }, 'threads 0: must be an integer from 1 to 256');
test(
  refuses,
  { host: '' },
  'host "" (string): must be a host name or an address: 1 to 255 characters, no spaces, no control characters',
);
test(refuses, { port: 1 }, 'port: is not an option');
