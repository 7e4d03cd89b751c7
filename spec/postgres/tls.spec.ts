import { readFile } from 'node:fs/promises';
import test from 'ava';
import { connect } from '../../lib/postgres/connect.js';
import { testCertificates } from '../support/certificates.js';
import { postgresTest, usePostgres } from '../support/postgres.js';

const postgres = usePostgres();
test.after.always(() => {
  testCertificates().cleanup();
});

postgresTest('sslmode with a server that has TLS: who is verified, and who is not', async (t) => {
  const { server, ca } = testCertificates();
  const cert = await postgres().addFile('server.pem', await readFile(server.certPath, 'utf8'));
  const key = await postgres().addFile('server.key', await readFile(server.keyPath, 'utf8'));
  await postgres().stop('fast');
  await postgres().start('ssl=on', `ssl_cert_file=${cert}`, `ssl_key_file=${key}`);
  const url = postgres().url();
  const local = url.replace('127.0.0.1', 'localhost');
  const isSecure = async (place: string): Promise<boolean | undefined> => {
    const connection = await connect(place, { env: {} });
    t.teardown(() => connection.close());
    const [row] = await connection.query<{ ssl: boolean }>(
      'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
    );
    return row?.ssl;
  };
  t.false(await isSecure(`${url}?sslmode=disable`));
  t.false(await isSecure(`${url}?sslmode=allow`));
  t.true(await isSecure(url));
  t.true(await isSecure(`${url}?sslmode=require`));
  t.true(await isSecure(`${local}?sslmode=verify-full&sslrootcert=${encodeURIComponent(ca.certPath)}`));
  t.true(await isSecure(`${local}?sslmode=verify-ca&sslrootcert=${encodeURIComponent(ca.certPath)}`));
  // Not of an authority that Node trusts.
  const error = await t.throwsAsync(isSecure(`${local}?sslmode=verify-full`));
  t.is(error.message, 'its certificate is not of a trusted authority');
});
