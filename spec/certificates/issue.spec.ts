import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import test from 'ava';
import { FILES } from '../../lib/certificates/files.js';
import { CertificateDirectory } from '../support/certificate-directory.js';

for (const [given, written] of [
  ['192.0.2.1', '192.0.2.1'],
  ['2001:db8::7', '2001:DB8:0:0:0:0:0:7'],
  ['::ffff:192.0.2.1', '0:0:0:0:0:FFFF:C000:201'],
  ['64:ff9b::192.0.2.33', '64:FF9B:0:0:0:0:C000:221'],
] as const) {
  test(`a certificate for ${given}`, async (t) => {
    const directory = await CertificateDirectory.empty(t);
    await directory.runWell('init', '--host', given);
    const pem = await readFile(directory.of(FILES.serverCert), 'utf8');
    const certificate = new X509Certificate(pem);
    t.is(certificate.subjectAltName, `IP Address:${written}`);
    t.is(certificate.checkIP(given), given);
  });
}
