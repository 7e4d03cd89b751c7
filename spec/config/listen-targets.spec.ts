import test from 'ava';
import fc from 'fast-check';
import {
  MAX_SOCKET_PATH_BYTES,
  parseListenTarget,
  type ListenTarget,
} from '../../lib/config/listen-targets.js';

const parses = test.macro<[text: string, target: ListenTarget | undefined]>({
  exec(t, text, target) {
    t.deepEqual(parseListenTarget(text), target);
  },
  title: (_, text, target) => `${JSON.stringify(text)} is ${target === undefined ? 'no place' : target.kind}`,
});

test(parses, 'localhost:1234', { kind: 'tcp', host: 'localhost', port: 1234 });
test(parses, '0.0.0.0:0', { kind: 'tcp', host: '0.0.0.0', port: 0 });
test(parses, '[::1]:65535', { kind: 'tcp', host: '::1', port: 65535 });
test(parses, '[::]:1', { kind: 'tcp', host: '::', port: 1 });
test(parses, 'unix:/run/tlslp.sock', { kind: 'unix', path: '/run/tlslp.sock' });
test(parses, 'unix:a b', { kind: 'unix', path: 'a b' });
test(parses, 'fd:3', { kind: 'fd', fd: 3 });
test(parses, 'fd:tls.socket', { kind: 'fd', fd: 'tls.socket' });

for (const text of [
  ...['', ':1', 'localhost', 'localhost:', 'localhost:x', 'localhost:65536', 'localhost:01', 'localhost:-1'],
  ...[
    '::1:1234',
    '[::1]',
    '[localhost]:1',
    '[127.0.0.1]:1',
    '[]:1',
    'a b:1',
    'a\u0000:1',
    `${'a'.repeat(256)}:1`,
  ],
  ...['unix:', 'unix:/run/', 'unix:a\0b', `unix:/${'a'.repeat(MAX_SOCKET_PATH_BYTES)}`],
  ...['fd:', 'fd:2', 'fd:03', 'fd:1048576', 'fd:-1', 'fd:a:b', 'fd:a b', 'fd:99999999999999999999'],
]) {
  test(parses, text, undefined);
}

test('the longest path of a socket is counted in bytes', (t) => {
  const fits = 'ä'.repeat(MAX_SOCKET_PATH_BYTES / 2);
  t.is(parseListenTarget(`unix:${fits}`)?.kind, 'unix');
  t.is(parseListenTarget(`unix:${fits}a`), undefined);
});

test('any text is a place or none, and a place says again what it was read from', (t) => {
  const likely = fc.stringMatching(/^(\[[0-9a-f:.]*\]|[a-z.:]*|unix|fd):?[0-9a-z/.]{0,6}$/);
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), likely), (text) => {
      const target = parseListenTarget(text);
      if (target === undefined) return true;
      switch (target.kind) {
        case 'tcp':
          return [`${target.host}:${target.port}`, `[${target.host}]:${target.port}`].includes(text);
        case 'unix':
          return text === `unix:${target.path}`;
        case 'fd':
          return text === `fd:${target.fd}`;
      }
    }),
    { numRuns: 2000 },
  );
  t.pass();
});
