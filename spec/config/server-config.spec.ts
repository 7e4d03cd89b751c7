import { inspect } from 'node:util';
import test from 'ava';
import { DEFAULT_RANDOM_STRING, DEFAULT_TOKEN } from '../../lib/protocol/constants.js';
import { ConfigError } from '../../lib/protocol/errors.js';
import { completeConfig, type ServerConfig } from '../../lib/config/server-config.js';

const BODY_NAMES = 'FULL_NAME EMAIL1 EMAIL2 SOCIAL BIRTHDATE COUNTRY ADDR_LINE1 ADDR_LINE2'.split(' ');

// Written out, not taken from the code: these are the contract's.
const DEFAULTS: ServerConfig = {
  serverHost: 'localhost',
  port: 1234,
  listen: [],
  reusePort: false,
  proxyFrom: [],
  serverCert: 'certificates/server-cert.pem',
  serverKey: 'certificates/server-key.pem',
  caCert: 'certificates/ca_cert.pem',
  workTimeout: 1800,
  otherTimeout: 10,
  insecure: false,
  token: null,
  randomString: null,
  nBits: 28,
  nBitsTarget: null,
  nBitsFor: [],
  logLevel: 'INFO',
  tutorial: false,
  tutorialSessions: 2,
  tutorialTimeout: 600,
  stickyWork: true,
  requests: 20,
  bodyNames: BODY_NAMES,
  failRate: 0,
  drainTimeout: 30,
  maxHandshakes: 256,
  maxHandshakesPerAddress: 32,
  handshakeRate: 50,
  handshakeBurst: 200,
  maxSessions: 10_000,
  maxPerCertificate: 4,
  maxPerAddress: null,
  triesPerHour: 0,
  sessionTimeout: null,
  maxLag: 70,
  limitsDryRun: false,
  crl: null,
  crlStrict: false,
  allowCn: [],
  allowOu: [],
  allowSan: [],
  once: false,
  identity: 'fingerprint',
  opensAt: null,
  closesAt: null,
};

const TUTORIAL: ServerConfig = {
  ...DEFAULTS,
  tutorial: true,
  token: DEFAULT_TOKEN,
  randomString: DEFAULT_RANDOM_STRING,
  requests: 8,
};

const completes = test.macro({
  exec(t, given: Partial<ServerConfig>, expected: ServerConfig) {
    const config = completeConfig(given);
    t.deepEqual(config, expected);
    t.true(Object.isFrozen(config));
    t.true(Object.isFrozen(config.bodyNames));
    t.deepEqual(completeConfig(config), config, 'what it returns, it takes again');
  },
  title: (_, given) => `completes ${inspect(given)}`,
});

test(completes, {}, DEFAULTS);
test(completes, { port: 0, token: 'x' }, { ...DEFAULTS, port: 0, token: 'x' });
test(completes, { listen: ['fd:3'] }, { ...DEFAULTS, listen: ['fd:3'] });
test(completes, { port: undefined } as unknown as Partial<ServerConfig>, DEFAULTS);
test(completes, { tutorial: true }, TUTORIAL);
test(completes, { tutorial: true, token: 'mine', nBits: 8 }, { ...TUTORIAL, token: 'mine', nBits: 8 });
test(completes, { tutorial: true, randomString: 'mine' }, { ...TUTORIAL, randomString: 'mine' });
test(
  completes,
  { tutorial: true, bodyNames: ['A', 'B'] },
  { ...TUTORIAL, bodyNames: ['A', 'B'], requests: 2 },
);
test(completes, { tutorial: true, requests: 8, failRate: 0 }, TUTORIAL);

const refuses = test.macro<[given: object, message: string]>({
  exec(t, given, message) {
    t.throws(() => completeConfig(given), { instanceOf: ConfigError, code: 'invalid_option', message });
  },
  title: (_, given, message) => `refuses ${JSON.stringify(given)}: ${message}`,
});

test(refuses, { nBits: 65 }, 'nBits 65: must be an integer from 0 to 64, or a range of them such as 24..30');
test(refuses, { port: '1234' }, 'port "1234" (string): must be an integer from 0 to 65535');
test(refuses, { port: null }, 'port null: must be an integer from 0 to 65535');
test(refuses, { insecure: 'no' }, 'insecure "no" (string): must be true or false');
test(refuses, { nbits: 5 }, 'nbits: is not an option');
test(refuses, { constructor: 5 }, 'constructor: is not an option');
test(
  refuses,
  { tutorial: true, requests: 5 },
  'requests 5: must not be given with tutorial, which requests each body name once',
);
test(
  refuses,
  { tutorial: true, failRate: 0.5 },
  'failRate 0.5: must not be given with tutorial, which sends no random FAIL',
);

test(
  refuses,
  { listen: ['[::1]:0'], port: 5 },
  'port 5: must not be given with listen, which says both host and port',
);
test(
  refuses,
  { listen: ['[::1]:0'], serverHost: 'a' },
  'serverHost a: must not be given with listen, which says both host and port',
);

test('a list that is changed afterwards does not change the configuration', (t) => {
  const bodyNames = ['A'];
  const config = completeConfig({ bodyNames });
  bodyNames.push('not a name');
  t.deepEqual(config.bodyNames, ['A']);
});
