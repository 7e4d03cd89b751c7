import test from 'ava';
import { execFileSync } from 'node:child_process';
import { DEFAULT_CIPHERS } from 'node:tls';
import { ianaCipherName } from '../../../lib/observe/traces/cipher-name.js';

test('the names of all suites that OpenSSL has for this server, and of more', (t) => {
  const list = execFileSync('openssl', ['ciphers', '-stdname', `${DEFAULT_CIPHERS}:!SHA1:@SECLEVEL=2`]);
  const rows = list
    .toString()
    .trim()
    .split('\n')
    .map((row) => row.split(/\s+/))
    .filter(([, , name = '']) => !name.includes('CCM8'));
  t.true(rows.length > 20);
  for (const [iana = '', , openssl = ''] of rows) t.is(ianaCipherName(openssl), iana);
});

test('a name that is not known has none', (t) => {
  for (const name of ['', 'NULL-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256 ', 'PSK-AES128-GCM-SHA256'])
    t.is(ianaCipherName(name), null, name);
});
