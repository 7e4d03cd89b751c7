import { X509Certificate } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { findCertificates, indexed } from '../../lib/certificates/find-certificates.js';
import { OpensslCa } from '../support/openssl-ca.js';
import { temporaryDirectory } from '../support/programs.js';

test('what a CA has issued is found in PEM files and in folders; everything else is passed over', async (t) => {
  using ca = new OpensslCa();
  using other = new OpensslCa('Another CA');
  const directory = await temporaryDirectory(t);
  const put = (text: string, ...path: string[]): void => {
    mkdirSync(join(directory, ...path.slice(0, -1)), { recursive: true });
    writeFileSync(join(directory, ...path), text);
  };
  const ada = ca.client('/CN=Ada');
  const known = ca.client('/CN=Known');
  const inFolder = ca.client('/CN=In a folder').certPem;
  const before = ca.client('/CN=Before').certPem;
  put(known.certPem, 'known.pem');
  put(`${ada.certPem}${other.client('/CN=Stranger').certPem}${ca.ca.certPem}`, 'chain.pem');
  put(inFolder, 'clients', 'folder', 'client_cert.pem');
  put(before, 'clients-old', 'before', 'client_cert.pem');
  put(ca.client('/CN=Under another name').certPem, 'clients', 'folder', 'other.pem');
  put(ca.client('/CN=Hidden').certPem, 'clients', '.hidden', 'client_cert.pem');
  put('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', 'broken.pem');
  put('not PEM', 'empty', 'file.txt');
  mkdirSync(join(directory, 'directory.pem'));

  const found = await findCertificates(
    directory,
    new X509Certificate(ca.ca.certPem),
    (fingerprint) => fingerprint === new X509Certificate(known.certPem).fingerprint256,
  );
  t.deepEqual(
    found.map(({ name }) => name),
    ['Ada', 'In a folder', 'Before'],
  );
});

test('a directory that is not there has none', async (t) => {
  using ca = new OpensslCa();
  const missing = join(ca.directory, 'missing');
  t.deepEqual(await findCertificates(missing, new X509Certificate(ca.ca.certPem), () => false), []);
});

test('names and purposes of any certificate', (t) => {
  using ca = new OpensslCa();
  const of = (subject: string): [name: string, usage: string] => {
    const { name, usage } = indexed(new X509Certificate(ca.client(subject).certPem));
    return [name, usage];
  };
  t.deepEqual(of('/CN=Ada'), ['Ada', 'client']);
  t.deepEqual(of('/CN=Ada/CN=Lovelace'), ['Ada', 'client']);
  t.deepEqual(of('/O=Nameless'), ['', 'client']);
  const { usage, revoked } = indexed(new X509Certificate(ca.ca.certPem));
  t.deepEqual([usage, revoked], ['other', null]);
});
