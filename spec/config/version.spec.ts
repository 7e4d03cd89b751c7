import { readFileSync } from 'node:fs';
import test from 'ava';
import { packageVersion } from '../../lib/config/version.js';

test('the version is that of package.json', (t) => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  t.is(packageVersion(), version);
});
