import test from 'ava';
import fc from 'fast-check';
import { parseStatusAddress, statusAddressRule } from '../../lib/config/status-address.js';

const parses = test.macro<[text: string, tls: boolean, where: string, basePath?: string]>({
  exec(t, text, tls, where, basePath = '') {
    const address = parseStatusAddress(text);
    t.is(address?.tls, tls);
    const { socketPath = null, host = '', port = null } = address ?? {};
    t.is(socketPath ?? `${host} ${port ?? ''}`, where);
    t.is(address?.basePath, basePath);
  },
  title: (_, text) => `the status at ${text}`,
});

test(parses, '127.0.0.1:9000', false, '127.0.0.1 9000');
test(parses, 'localhost:1', false, 'localhost 1');
test(parses, '[::1]:9000', false, '::1 9000');
test(parses, 'unix:/run/status.sock', false, '/run/status.sock');
test(parses, 'http://a.example', false, 'a.example 80');
test(parses, 'HTTPS://a.example', true, 'a.example 443');
test(parses, 'http://127.0.0.1:9000/', false, '127.0.0.1 9000');
test(parses, 'https://[::1]:9000/a/b/', true, '::1 9000', '/a/b');

for (const text of [
  '',
  '9000',
  'localhost',
  'localhost:0',
  'http://localhost:0',
  'localhost:65536',
  'fd:3',
  'unix:',
  'ftp://a.example',
  'http://',
  'http://user:password@a.example',
  'http://a.example/?a=b',
  'http://a.example/#a',
  `http://a.example/${'a'.repeat(3000)}`,
]) {
  test(`no status at "${text.slice(0, 40)}"`, (t) => {
    t.is(parseStatusAddress(text), undefined);
    t.false(statusAddressRule.validate(text));
  });
}

test('any text is an address or none', (t) => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.webUrl()), (text) => {
      const address = parseStatusAddress(text);
      return address === undefined || (address.port === null) === (address.socketPath !== null);
    }),
  );
  t.pass();
});
