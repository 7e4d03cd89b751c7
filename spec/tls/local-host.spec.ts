import test from 'ava';
import { isLocalHost, refuseInsecureHost } from '../../lib/tls/local-host.js';

const local = test.macro<[host: string]>({
  exec: (t, host) => {
    t.true(isLocalHost(host));
    t.notThrows(() => {
      refuseInsecureHost(host);
    });
  },
  title: (_, host) => `this machine: ${host}`,
});

const foreign = test.macro<[host: string, shown?: string]>({
  exec: (t, host, shown = host) => {
    t.false(isLocalHost(host));
    t.throws(
      () => {
        refuseInsecureHost(host);
      },
      {
        name: 'ConfigError',
        code: 'insecure_host',
        message: `Refusing insecure TLS to ${shown}. For non-local hosts, enable certificate verification.`,
      },
    );
  },
  title: (_, host) => `not this machine: ${JSON.stringify(host)}`,
});

test(local, 'localhost');
test(local, 'LOCALHOST');
test(local, '127.0.0.1');
test(local, '127.0.0.0');
test(local, '127.42.0.7');
test(local, '127.255.255.255');
test(local, '::1');
test(local, '0:0:0:0:0:0:0:1');

test(foreign, 'example.com');
test(foreign, '');
test(foreign, '0.0.0.0');
test(foreign, '::');
test(foreign, '126.255.255.255');
test(foreign, '128.0.0.0');
test(foreign, '::2');
test(foreign, '192.168.0.1');
// These may well be resolved to a loopback address today, and to another one tomorrow.
test(foreign, '127.1');
test(foreign, '127.0.0.1.nip.io');
test(foreign, 'localhost.');
test(foreign, 'localhost.example.com');
test(foreign, ' localhost');
test(foreign, 'a\u001b[2Jb', 'a\\u001b[2Jb');
