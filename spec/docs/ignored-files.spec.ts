import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import test from 'ava';

test("git ignores what the README's commands make, so that nobody commits answers or keys", (t) => {
  const readme = readFileSync('README.md', 'utf8');
  const named = [...readme.matchAll(/--(?:records|log-file) (\S+)/g)].map(([, file = '']) => file);
  t.true(named.length >= 2);
  const files = [
    ...named,
    ...named.map((file) => `${file}.1`),
    ...['certificates/ca_key.pem', 'certificates/server-key.pem', 'certificates/crl.pem', 'crl.pem'],
    ...['ada.p12', 'deeper/records.ndjson'],
  ];
  const ignored = execFileSync('git', ['check-ignore', '--no-index', ...files], { encoding: 'utf8' });
  t.deepEqual(
    ignored.trimEnd().split('\n'),
    files.filter((file) => file !== 'answers.ndjson.1'),
  );
});
