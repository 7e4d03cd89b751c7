import test from 'ava';
import { parseTopArguments, type TopConfig } from '../../../lib/programs/top/options.js';

const DEFAULTS: TopConfig = {
  status: '127.0.0.1:9000',
  statusTokenFile: null,
  statusTls: false,
  caCert: null,
  clientCert: null,
  privateKey: null,
  once: false,
  logLevel: 'INFO',
};

const configures = test.macro<[line: string, given: Partial<TopConfig>]>({
  exec(t, line, given) {
    const usage = parseTopArguments(line.split(' ').filter((word) => word !== ''));
    t.deepEqual(usage.kind === 'run' ? usage.options : usage, { ...DEFAULTS, ...given });
  },
  title: (_, line) => `tlslp-top ${line}`,
});

test(configures, '', {});
test(configures, '--status unix:/run/a.sock --once', { status: 'unix:/run/a.sock', once: true });
test(configures, '--status-token-file token --log-level debug', {
  statusTokenFile: 'token',
  logLevel: 'DEBUG',
});
test(configures, '--status-tls --ca-cert ca', { statusTls: true, caCert: 'ca' });
test(configures, '--status https://a --client-cert c --private-key k', {
  status: 'https://a',
  clientCert: 'c',
  privateKey: 'k',
});

const refuses = test.macro<[line: string, message: string]>({
  exec(t, line, message) {
    t.deepEqual(parseTopArguments(line.split(' ')), {
      kind: 'exit',
      code: 2,
      stdout: '',
      stderr: `tlslp-top: ${message} (see tlslp-top --help)\n`,
    });
  },
  title: (_, line) => `tlslp-top ${line} is refused`,
});

test(
  refuses,
  '--status 9000',
  '--status 9000: must be HOST:PORT, [IPV6]:PORT, unix:PATH, or a URL that begins with http: or https: and has neither a user nor a query',
);
test(refuses, '--status-tls --client-cert c', '--client-cert c: needs --private-key too');
test(refuses, '--status-tls --private-key k', '--private-key k: needs --client-cert too');
test(
  refuses,
  '--ca-cert ca',
  '--ca-cert ca: is for HTTPS; give --status-tls, or a URL that begins with https:',
);
test(
  refuses,
  '--status http://a --client-cert c --private-key k',
  '--client-cert c: is for HTTPS; give --status-tls, or a URL that begins with https:',
);

test('a password in the address is not repeated', (t) => {
  const usage = parseTopArguments(['--status', 'https://me:secret@a.example/']);
  t.true(usage.kind === 'exit' && usage.code === 2 && !usage.stderr.includes('secret'));
});
