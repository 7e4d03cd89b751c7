import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { findPassword } from '../../lib/postgres/password-file.js';
import { readSettings } from '../../lib/postgres/settings.js';
import { tlsAttempts } from '../../lib/postgres/tls.js';
import { makeDirectory } from '../records/helpers.js';

test('the URL counts before the service, that before the environment, and that before the defaults', async (t) => {
  const home = await makeDirectory(t);
  const file = join(home, 'services');
  await writeFile(
    file,
    '# a comment\n[other]\nhost=wrong\n\n[s]\nhost = db.example\ndbname=of-service\nuser=of-service\n[s]\nport=9\n',
  );
  const env = {
    PGSERVICEFILE: file,
    PGDATABASE: 'of-env',
    PGPORT: '6543',
    PGUSER: 'of-env',
    PGHOST: 'of-env',
  };
  const settings = await readSettings('postgresql:///?service=s&user=of-url', env, home);
  t.like(settings, { user: 'of-url', database: 'of-service', password: null });
  t.deepEqual(settings.hosts, [{ host: 'db.example', port: 6543 }]);
  const plain = await readSettings('postgresql://h', { PGUSER: 'u', PGPASSWORD: 'p' }, home);
  t.like(plain, { user: 'u', database: 'u', password: 'p', passwordFile: join(home, '.pgpass') });
  t.deepEqual(plain.hosts, [{ host: 'h', port: 5432 }]);
  t.deepEqual(plain.tls.mode, 'prefer');
});

test('~/.pg_service.conf has services, and so has PGSYSCONFDIR', async (t) => {
  const home = await makeDirectory(t);
  const system = join(home, 'system');
  await mkdir(system);
  await writeFile(join(home, '.pg_service.conf'), '[mine]\nhost=a\n');
  await writeFile(join(system, 'pg_service.conf'), '[all]\nhost=b\n');
  const env = { PGSYSCONFDIR: system };
  const hostOf = async (url: string) => (await readSettings(url, env, home)).hosts[0]?.host;
  t.is(await hostOf('postgresql:///?service=mine'), 'a');
  t.is(await hostOf('postgresql:///?service=all'), 'b');
  await t.throwsAsync(readSettings('postgresql:///?service=none', env, home), {
    code: 'unusable_database',
    message: /The service "none" is not in/,
  });
  await t.throwsAsync(readSettings('postgresql:///?service=s&servicefile=/nowhere', env, home), {
    message: /cannot be read: no such file/,
  });
});

test('a password file: the first line that matches, escapes, and not if others can read it', async (t) => {
  const path = join(await makeDirectory(t), 'pgpass');
  await writeFile(
    path,
    '# a comment\nother:*:*:*:wrong\nh:5432:d\\:b:u:pa\\:ss\\\\word:tail\n*:*:*:*:any\r\nlocalhost:1:*:*:later\n',
    { mode: 0o600 },
  );
  const wanted = { host: 'h', port: 5432, database: 'd:b', user: 'u' };
  t.deepEqual(await findPassword(path, wanted), { password: 'pa:ss\\word:tail', problem: null });
  t.deepEqual(await findPassword(path, { ...wanted, database: 'x' }), { password: 'any', problem: null });
  await chmod(path, 0o640);
  const { password, problem } = await findPassword(path, wanted);
  t.is(password, null);
  t.regex(problem ?? '', /is not used, because other users can read it: set its mode to 600$/);
  t.deepEqual(await findPassword('/nowhere', wanted), { password: null, problem: null });
});

test('sslmode means what it means for libpq', async (t) => {
  const home = await makeDirectory(t);
  const ca = join(home, 'root.crt');
  await writeFile(ca, 'PEM');
  const attempts = async (query: string, isSocket = false) => {
    const { tls } = await readSettings(`postgresql://h/?${query}`, {}, home);
    const all = await tlsAttempts(tls, isSocket);
    return all.map(
      (one) =>
        one && { ca: one.ca, verifies: one.rejectUnauthorized, name: one.checkServerIdentity === undefined },
    );
  };
  const none = { ca: undefined, verifies: false, name: false };
  t.deepEqual(await attempts('sslmode=disable'), [false]);
  t.deepEqual(await attempts(''), [none, false]);
  t.deepEqual(await attempts('sslmode=allow'), [false, none]);
  t.deepEqual(await attempts('sslmode=require'), [none]);
  t.deepEqual(await attempts('sslmode=verify-full', true), [false]);
  t.deepEqual(await attempts(`sslmode=require&sslrootcert=${ca}`), [
    { ca: 'PEM', verifies: true, name: false },
  ]);
  t.deepEqual(await attempts(`sslmode=verify-ca&sslrootcert=${ca}`), [
    { ca: 'PEM', verifies: true, name: false },
  ]);
  t.deepEqual(await attempts(`sslmode=verify-full&sslrootcert=${ca}`), [
    { ca: 'PEM', verifies: true, name: true },
  ]);
  t.deepEqual(await attempts('sslmode=verify-full'), [{ ca: undefined, verifies: true, name: true }]);
  await t.throwsAsync(attempts('sslmode=verify-ca'), { message: /needs sslrootcert/ });
  await t.throwsAsync(attempts('sslmode=always'), { message: /sslmode must be one of/ });
  await t.throwsAsync(attempts('sslmode=verify-full&sslrootcert=/nowhere'), {
    message: /\/nowhere cannot be read: no such file/,
  });
});
