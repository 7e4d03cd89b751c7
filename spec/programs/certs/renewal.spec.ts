import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { FILES } from '../../../lib/certificates/files.js';
import { CertificateDirectory } from '../../support/certificate-directory.js';
import { connectClient } from '../../support/line-client.js';
import { Program, ROOT, startServer } from '../../support/programs.js';

test('a running server takes a renewed certificate by SIGHUP, and a participant of a CSV file is served', async (t) => {
  const directory = await CertificateDirectory.made(t);
  await directory.runWell('client', 'Ada Lovelace');
  const { program, port } = await startServer(t, [
    ...['--server-cert', directory.of(FILES.serverCert), '--server-key', directory.of(FILES.serverKey)],
    ...['--ca-cert', directory.of(FILES.caCert), '--no-records', '--port', '0'],
  ]);
  const folder = (name: string) => readFile(directory.of('clients', 'Ada Lovelace', name), 'utf8');
  const [cert, key, ca] = await Promise.all([FILES.clientCert, FILES.clientKey, FILES.caCert].map(folder));
  const shownSerial = async (): Promise<string> => {
    const client = await connectClient(port, { cert: cert ?? '', key: key ?? '', ca: ca ?? '' });
    await client.until('HELLO');
    const { serialNumber } = client.socket.getPeerCertificate();
    await client.close();
    return serialNumber;
  };
  const ownSerial = async () =>
    new X509Certificate(await readFile(directory.of(FILES.serverCert))).serialNumber;
  const first = await ownSerial();
  t.is(await shownSerial(), first);
  await directory.runWell('server');
  program.signal('SIGHUP');
  await program.printed(/^\S+ Server reloaded/m);
  t.not(await ownSerial(), first);
  t.is(await shownSerial(), await ownSerial());
  // The folder, renamed to "certificates", is all that the participant's program needs.
  const { home } = await CertificateDirectory.empty(t);
  const args = [
    '--client-cert',
    FILES.clientCert,
    '--private-key',
    FILES.clientKey,
    '--ca-cert',
    FILES.caCert,
  ];
  const client = new Program(
    t,
    process.execPath,
    [join(ROOT, 'bin/tlslp-client'), '--ports', String(port), ...args],
    { cwd: directory.of('clients', 'Ada Lovelace'), env: { HOME: home } },
  );
  t.deepEqual(await client.ended, { code: 0, signal: null });
  t.regex(program.stdout, / Session \S+ "Ada Lovelace" began: /);
});
