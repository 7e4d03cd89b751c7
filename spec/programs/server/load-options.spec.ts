import test from 'ava';
import { completeConfig } from '../../../lib/config/server-config.js';
import type { Environment } from '../../../lib/config/sources/read-environment.js';
import { describeSource } from '../../../lib/config/sources/source.js';
import {
  loadServerOptions,
  type LoadedServerOptions,
  type LoadResult,
} from '../../../lib/programs/server/load-options.js';
import { printedConfig } from '../../../lib/programs/server/print-config.js';
import { changesNeedingRestart } from '../../../lib/programs/server/restart.js';
import { PROGRAM_DEFAULTS } from './program-defaults.js';

/** What stands where. */
interface Given {
  readonly argv?: readonly string[];
  readonly env?: Environment;
  /** Texts by path. */
  readonly files?: Readonly<Record<string, string>>;
}

function load({ argv = [], env = {}, files = {} }: Given): Promise<LoadResult> {
  return loadServerOptions(argv, env, (path) => {
    const text = files[path];
    if (text === undefined) return Promise.reject(Object.assign(new Error('gone'), { code: 'ENOENT' }));
    return Promise.resolve(Buffer.from(text));
  });
}

async function loaded(given: Given): Promise<LoadedServerOptions> {
  const result = await load(given);
  if (result.kind === 'loaded') return result;
  throw new Error(result.mistakes.map(({ message }) => message).join('\n'));
}

async function mistakes(given: Given): Promise<string[]> {
  const result = await load(given);
  return result.kind === 'loaded'
    ? []
    : result.mistakes.map(({ origin, message }) => `${origin}: ${message}`);
}

const FILE = `
host: "::1"
port: 3115
server-cert: s.pem
insecure: true
token: from-file
n-bits: 4
body-names: [A, B]
fail-rate: 0.5
work-timeout: 1.5h
other-timeout: 500ms
log-level: debug
log-file: a.log
records: false
`;

test('a file can set every kind of option', async (t) => {
  const { options, file } = await loaded({ argv: ['--config', 'a.yaml'], files: { 'a.yaml': FILE } });
  t.is(file, 'a.yaml');
  t.deepEqual(
    options.config,
    completeConfig({
      serverHost: '::1',
      port: 3115,
      serverCert: 's.pem',
      insecure: true,
      token: 'from-file',
      nBits: 4,
      bodyNames: ['A', 'B'],
      failRate: 0.5,
      workTimeout: 5400,
      otherTimeout: 0.5,
      logLevel: 'DEBUG',
    }),
  );
  t.deepEqual(options.program, { ...PROGRAM_DEFAULTS, logFile: 'a.log', records: false });
});

test('a variable takes the text of the flag', async (t) => {
  const env = {
    TLSLP_PORT: '7',
    TLSLP_INSECURE: 'true',
    TLSLP_BODY_NAMES: 'A,B',
    TLSLP_WORK_TIMEOUT: '1800',
    TLSLP_LOG_LEVEL: 'debug',
    TLSLP_RECORDS: 'false',
    TLSLP_LOG_FILE: 'x.log',
    PORT: '9',
  };
  const { options } = await loaded({ env });
  const config = { port: 7, insecure: true, bodyNames: ['A', 'B'], logLevel: 'DEBUG' } as const;
  t.deepEqual(options.config, completeConfig(config));
  t.deepEqual(options.program, { ...PROGRAM_DEFAULTS, logFile: 'x.log', records: false });
});

test('a flag stands over a variable, a variable over the file, the file over the default', async (t) => {
  const { options, sources } = await loaded({
    argv: ['--port', '1', '--records', 'r'],
    env: { TLSLP_CONFIG: 'a.yaml', TLSLP_PORT: '2', TLSLP_N_BITS: '2' },
    files: { 'a.yaml': 'port: 3\nn-bits: 3\nrequests: 3\nrecords: false\n' },
  });
  const { port, nBits, requests, failRate } = options.config;
  t.deepEqual({ port, nBits, requests, failRate }, { port: 1, nBits: 2, requests: 3, failRate: 0 });
  t.is(options.program.records, 'r');
  const shown = ['port', 'nBits', 'requests', 'failRate', 'records', 'config'].map((name) => {
    const source = sources.get(name);
    return source === undefined ? null : describeSource(source);
  });
  t.deepEqual(shown, ['--port', 'TLSLP_N_BITS', 'a.yaml:3:11', 'default', '--records', 'TLSLP_CONFIG']);
});

test('--config stands over TLSLP_CONFIG', async (t) => {
  const files = { a: 'port: 1\n', b: 'port: 2\n' };
  const { options } = await loaded({ argv: ['--config', 'a'], env: { TLSLP_CONFIG: 'b' }, files });
  t.is(options.config.port, 1);
});

test('the flag that switches records off is named as it was typed', async (t) => {
  const { sources } = await loaded({ argv: ['--no-records'] });
  t.deepEqual(sources.get('records'), { kind: 'flag', name: '--no-records' });
});

test('a secret comes from a file, without the newline that an editor adds', async (t) => {
  for (const text of ['a-secret', 'a-secret\n', 'a-secret\r\n']) {
    const { options, sources } = await loaded({ env: { TLSLP_TOKEN_FILE: 's' }, files: { s: text } });
    t.is(options.config.token, 'a-secret');
    t.deepEqual(sources.get('token'), { kind: 'environment', name: 'TLSLP_TOKEN_FILE' });
  }
});

test('what the conformance kit tells a program is no option', async (t) => {
  const { options } = await loaded({ env: { TLSLP_CHECK_PORT: '7', TLSLP_CHECK_CA: '/tmp/ca.pem' } });
  t.is(options.config.port, 1234);
});

const wrong = test.macro(async (t, given: Given, ...expected: string[]) => {
  t.deepEqual(await mistakes(given), expected);
});

const TOKEN = '1 to 128 characters of A-Z a-z 0-9 _ -';
test(
  'an unknown variable',
  wrong,
  { env: { TLSLP_WORK_TIMOUT: '7', TLSLP_: '', TLSLP_NO_RECORDS: '1' } },
  'environment: TLSLP_WORK_TIMOUT: no option has this variable; did you mean TLSLP_WORK_TIMEOUT?',
  'environment: TLSLP_: no option has this variable',
  'environment: TLSLP_NO_RECORDS: no option has this variable; did you mean TLSLP_RECORDS?',
);
test(
  'a variable with a wrong value; an empty one is one',
  wrong,
  { env: { TLSLP_PORT: 'x', TLSLP_N_BITS: '', TLSLP_INSECURE: '1' } },
  'environment: TLSLP_PORT x: must be an integer from 0 to 65535',
  'environment: TLSLP_N_BITS "": must be an integer from 0 to 64, or a range of them such as 24..30',
  'environment: TLSLP_INSECURE 1: must be true or false',
);
test(
  'the text of a duration is that of the flag',
  wrong,
  { env: { TLSLP_WORK_TIMEOUT: '30m' } },
  'environment: TLSLP_WORK_TIMEOUT 30m: must be a number of seconds from 0.001 to 2147483',
);
test(
  'a word for records that is no path',
  wrong,
  { env: { TLSLP_RECORDS: 'No' } },
  'environment: TLSLP_RECORDS No: must be the path of a file (not empty, no NUL character), or a postgresql:// URL, or false',
);
test(
  'a secret is not shown',
  wrong,
  { env: { TLSLP_TOKEN: 'my secret' } },
  `environment: TLSLP_TOKEN: must be ${TOKEN}`,
);
test(
  'a secret and its file',
  wrong,
  { env: { TLSLP_TOKEN: 'a', TLSLP_TOKEN_FILE: 's' }, files: { s: 'b' } },
  'environment: TLSLP_TOKEN_FILE: must not be given with TLSLP_TOKEN, which sets the same option',
);
test(
  'the file of a secret is missing, or holds something else',
  wrong,
  { env: { TLSLP_TOKEN_FILE: 'gone', TLSLP_RANDOM_STRING_FILE: 's' }, files: { s: 'two\nlines\n' } },
  'environment: TLSLP_TOKEN_FILE gone: the file cannot be read: no such file',
  `environment: TLSLP_RANDOM_STRING_FILE s: the file must hold ${TOKEN}`,
);
test(
  'what Kubernetes sets for a service named tlslp',
  wrong,
  { env: { TLSLP_PORT: 'tcp://10.0.0.1:1234', TLSLP_SERVICE_HOST: '10.0.0.1' } },
  'environment: TLSLP_PORT tcp://10.0.0.1:1234: must be an integer from 0 to 65535 (Kubernetes sets it for a service: use "enableServiceLinks: false" in the pod)',
  'environment: TLSLP_SERVICE_HOST: no option has this variable (Kubernetes sets it for a service: use "enableServiceLinks: false" in the pod)',
);
test(
  'a name with control characters',
  wrong,
  { env: { 'TLSLP_\u001b[2J': '' } },
  'environment: TLSLP_\\u001b[2J: no option has this variable',
);
test(
  'the configuration file is missing',
  wrong,
  { argv: ['--config', 'gone.yaml'] },
  'file: gone.yaml: cannot read the configuration file: no such file',
);
test(
  'every source is checked, also one that is overridden',
  wrong,
  { argv: ['--port', '70000', '--config', 'a'], env: { TLSLP_PORT: 'x' }, files: { a: 'port: y\n' } },
  'flag: --port 70000: must be an integer from 0 to 65535',
  'environment: TLSLP_PORT x: must be an integer from 0 to 65535',
  'file: a:1:7: port y: must be an integer from 0 to 65535',
);
test(
  'wrong usage is one mistake',
  wrong,
  { argv: ['--prot', '1'] },
  "flag: tlslp-server: unknown option '--prot' (Did you mean --port?) (see tlslp-server --help)",
);
test(
  'options of different sources that do not go together',
  wrong,
  { argv: ['--tutorial'], env: { TLSLP_REQUESTS: '3' }, files: {} },
  'environment: TLSLP_REQUESTS 3: must not be given with --tutorial, which requests each body name once',
);
test(
  'the log and the records in one file',
  wrong,
  { argv: ['--config', 'a', '--records', './x'], files: { a: 'log-file: x\n' } },
  'file: a:1:11: log-file x: must not be the file of --records',
);

test('what is read of wrong options are the others', async (t) => {
  const result = await load({ argv: ['--port', 'x', '--n-bits', '5'] });
  t.is(result.kind, 'refused');
  if (result.kind === 'loaded') return;
  const { port, nBits } = result.readable.options.config;
  t.deepEqual({ port, nBits }, { port: 1234, nBits: 5 });
});

test('the printed configuration shows each source, no secret, and can be read again', async (t) => {
  const first = await loaded({
    argv: ['--config', 'a.yaml', '--ca-cert', 'a \u200b\u{e0001}.pem'],
    env: { TLSLP_RANDOM_STRING: 'very-secret' },
    files: { 'a.yaml': FILE.replace('log-file: a.log', 'log-file: "no"') },
  });
  const text = printedConfig(first);
  t.regex(text, /^ca-cert: "a \\U0000200b\\U000e0001\.pem" +# --ca-cert$/m);
  t.regex(text, /^work-timeout: 90m +# a\.yaml:10:15$/m);
  t.regex(text, /^# token: a secret, which is not shown +# a\.yaml:6:8$/m);
  t.regex(text, /^# random-string: a secret, which is not shown +# TLSLP_RANDOM_STRING$/m);
  t.regex(text, /^server-key: certificates\/server-key\.pem +# default$/m);
  t.regex(text, /^log-file: "no" +# a\.yaml:13:11$/m);
  t.notRegex(text, /very-secret|from-file/);
  const again = await loaded({ argv: ['--config', 'b.yaml'], files: { 'b.yaml': text } });
  t.deepEqual(again.options, {
    ...first.options,
    config: { ...first.options.config, token: null, randomString: null },
  });
});

test('a reload names what needs a restart, as it was written', async (t) => {
  const before = await loaded({
    argv: ['--config', 'a', '--records', 'r'],
    env: { TLSLP_TUTORIAL: 'false' },
    files: { a: 'host: "::1"\nport: 1\nn-bits: 1\nlog-file: x\n' },
  });
  const after = await loaded({
    argv: ['--config', 'a', '--records', 'r'],
    env: { TLSLP_INSECURE: 'true' },
    files: { a: 'n-bits: 2\nlog-file: y\nhost: "::1"\n' },
  });
  t.deepEqual(changesNeedingRestart(before, after), ['port (a:2:7)', 'TLSLP_INSECURE', 'log-file (a:2:11)']);
  t.deepEqual(changesNeedingRestart(before, before), []);
});
