import test from 'ava';
import {
  argsToServerConfig,
  argsToServerOptions,
  buildServerParser,
  parseServerArguments,
} from '../../../lib/programs/server/options.js';
import type { ServerProgramOptions } from '../../../lib/config/server-program-options.js';
import { ConfigError } from '../../../lib/protocol/errors.js';
import { completeConfig, type ServerConfig } from '../../../lib/config/server-config.js';
import { PROGRAM_DEFAULTS } from './program-defaults.js';

const configures = test.macro<[line: string, given: Partial<ServerConfig>]>({
  exec(t, line, given) {
    const usage = parseServerArguments(line.split(' ').filter((word) => word !== ''));
    t.deepEqual(usage.kind === 'run' ? usage.options.config : usage, completeConfig(given));
  },
  title: (_, line) => `tlslp-server ${line}`,
});

test(configures, '', {});
test(configures, '--host ::1 --port 0', { serverHost: '::1', port: 0 });
test(configures, '--server-cert a --server-key b --ca-cert c', {
  serverCert: 'a',
  serverKey: 'b',
  caCert: 'c',
});
test(configures, '--work-timeout 0.5 --other-timeout=3', { workTimeout: 0.5, otherTimeout: 3 });
test(configures, '--insecure', { insecure: true });
test(configures, '--token=--insecure --random-string -', { token: '--insecure', randomString: '-' });
test(configures, '--n-bits 8', { nBits: 8 });
test(configures, '--n_bits 8', { nBits: 8 });
test(configures, '--n_bits 8 --n-bits 9', { nBits: 9 });
test(configures, '--n-bits 8 --n_bits 9', { nBits: 9 });
test(configures, '--host a --host b', { serverHost: 'b' });
test(configures, '--log-level debug', { logLevel: 'DEBUG' });
test(configures, '--tutorial', { tutorial: true });
test(configures, '--requests 5 --body-names A,B --fail-rate 0.111', {
  requests: 5,
  bodyNames: ['A', 'B'],
  failRate: 0.111,
});

const asks = test.macro<[line: string, expected: Partial<ServerProgramOptions>]>({
  exec(t, line, expected) {
    const usage = parseServerArguments(line.split(' ').filter((word) => word !== ''));
    t.deepEqual(usage.kind === 'run' ? usage.options.program : usage, { ...PROGRAM_DEFAULTS, ...expected });
  },
  title: (_, line) => `of the program: ${line}`,
});

test(asks, '', {});
test(asks, '--min-free-space 2GiB', { minFreeSpace: 2 ** 31 });
test(asks, '--records a.ndjson', { records: 'a.ndjson' });
test(asks, '--no-records --records a', { records: 'a' });
test(asks, '--records a --no-records', { records: false });
test(asks, '--tutorial', { records: false });
test(asks, '--tutorial --records a', { records: 'a' });
test(asks, '--traces', { traces: true });
test(asks, '--workers 4', { workers: 4 });
test(asks, '--workers auto', { workers: 'auto' });
test(asks, '--log-file a.log', { logFile: 'a.log' });

test('an embedder parses on their own', (t) => {
  const parser = buildServerParser();
  t.is(argsToServerConfig(parser.parse(['--port', '7'], { from: 'user' }).opts()).port, 7);
  t.throws(() => parser.parse(['--help'], { from: 'user' }), { code: 'commander.helpDisplayed' });
});

test('values that are no text any more are checked too', (t) => {
  t.is(argsToServerConfig({ port: 7 }).port, 7);
  t.throws(() => argsToServerConfig({ port: 70000 }), {
    instanceOf: ConfigError,
    message: '--port 70000: must be an integer from 0 to 65535',
  });
  t.throws(() => argsToServerOptions({ logFile: 7 }), {
    instanceOf: ConfigError,
    message: /^--log-file 7: must be /,
  });
  t.throws(() => argsToServerConfig({ n_bits: '65' }), { message: /^--n_bits 65: must be / });
});
