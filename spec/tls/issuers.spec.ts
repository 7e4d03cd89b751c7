import '../../lib/certificates/reflect.js';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { connect as connectTls } from 'node:tls';
import test from 'ava';
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { issueLeaf, makeAuthority, type Issued } from '../../lib/certificates/issue.js';
import { generateKeyPem, importKeyPem } from '../../lib/certificates/keys.js';
import { certificatesOf, withIssuers } from '../../lib/tls/issuers.js';
import { createSecureServer } from '../../lib/tls/secure-server.js';

/** Certifies a CA's key by another CA. */
async function certify(subject: string, keyPem: string, authority: Issued): Promise<Issued> {
  const [keys, signer] = await Promise.all([importKeyPem(keyPem), importKeyPem(authority.keyPem)]);
  const issuer = new X509Certificate(authority.certPem);
  const certificate = await X509CertificateGenerator.create({
    serialNumber: '01',
    subject,
    issuer: issuer.subjectName,
    notBefore: issuer.notBefore,
    notAfter: issuer.notAfter,
    publicKey: keys.publicKey,
    signingKey: signer.privateKey,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
    ],
  });
  return { certPem: certificate.toString('pem'), keyPem };
}

async function makeIntermediate(authority: Issued): Promise<Issued> {
  return certify('CN=Intermediate', await generateKeyPem(), authority);
}

const fingerprints = (pem: string): string[] =>
  certificatesOf(pem).map(({ fingerprint256 }) => fingerprint256);
const inOrder = (...issued: readonly Issued[]): string[] =>
  issued.flatMap(({ certPem }) => fingerprints(certPem));

test('the CA that issued a certificate follows it', async (t) => {
  const root = await makeAuthority();
  const stranger = await makeAuthority({ subject: { CN: 'Stranger' } });
  const leaf = await issueLeaf(root, { usage: 'server' });
  const chain = withIssuers(leaf.certPem, `${stranger.certPem}\n${root.certPem}`);
  t.deepEqual(fingerprints(chain), inOrder(leaf, root));
});

test('every issuer up to the root follows, in order', async (t) => {
  const root = await makeAuthority();
  const intermediate = await makeIntermediate(root);
  const leaf = await issueLeaf(intermediate, { usage: 'server' });
  const chain = withIssuers(leaf.certPem, `${root.certPem}\n${intermediate.certPem}`);
  t.deepEqual(fingerprints(chain), inOrder(leaf, intermediate, root));
});

test('a chain may end before its root', async (t) => {
  const root = await makeAuthority();
  const intermediate = await makeIntermediate(root);
  const leaf = await issueLeaf(intermediate, { usage: 'server' });
  t.deepEqual(fingerprints(withIssuers(leaf.certPem, intermediate.certPem)), inOrder(leaf, intermediate));
});

test('of two CAs with one name and one key, the one that ends later follows', async (t) => {
  const old = await makeAuthority({ notAfter: new Date('2100-01-01') });
  const renewed = await makeAuthority({ keyPem: old.keyPem, notAfter: new Date('2101-01-01') });
  const leaf = await issueLeaf(old, { usage: 'server' });
  for (const ca of [old.certPem + renewed.certPem, renewed.certPem + old.certPem]) {
    t.deepEqual(fingerprints(withIssuers(leaf.certPem, ca)), inOrder(leaf, renewed));
  }
});

test('a CA with the name of the issuer but another key does not follow', async (t) => {
  const root = await makeAuthority();
  const namesake = await makeAuthority();
  const leaf = await issueLeaf(root, { usage: 'server' });
  t.is(withIssuers(leaf.certPem, namesake.certPem), leaf.certPem);
});

test('a CA with a kind of key that OpenSSL does not know is no issuer', async (t) => {
  const root = await makeAuthority();
  const leaf = await issueLeaf(root, { usage: 'server' });
  const hex = Buffer.from(new X509Certificate(root.certPem).rawData).toString('hex');
  // The last byte of id-ecPublicKey: RFC 5480, section 2.1.1.
  const odd = new X509Certificate(Buffer.from(hex.replace('2a8648ce3d0201', '2a8648ce3d0219'), 'hex'));
  t.is(withIssuers(leaf.certPem, odd.toString('pem')), leaf.certPem);
});

test('a text with a chain of its own stays as it is', async (t) => {
  const root = await makeAuthority();
  const intermediate = await makeIntermediate(root);
  const leaf = await issueLeaf(intermediate, { usage: 'server' });
  const own = `${leaf.certPem}\n${intermediate.certPem}`;
  t.is(withIssuers(own, root.certPem), own);
});

test('a self-signed certificate is its own issuer', async (t) => {
  const { certPem } = await makeAuthority();
  t.is(withIssuers(certPem, certPem), certPem);
});

test('two CAs that issued each other end the search', async (t) => {
  const a = await makeAuthority({ subject: { CN: 'A' } });
  const b = await makeAuthority({ subject: { CN: 'B' } });
  const [ab, ba] = await Promise.all([certify('CN=A', a.keyPem, b), certify('CN=B', b.keyPem, a)]);
  const leaf = await issueLeaf(ab, { usage: 'server' });
  t.is(fingerprints(withIssuers(leaf.certPem, `${ab.certPem}\n${ba.certPem}`)).length, 11);
});

test('a client receives the certificate with its issuer', async (t) => {
  const root = await makeAuthority();
  const { certPem: cert, keyPem: key } = await issueLeaf(root, { usage: 'server' });
  const secure = createSecureServer({ cert, key, ca: root.certPem }, { isSecure: true, handshakeTimeout: 5 });
  const listener = createServer((socket) => secure.server.emit('connection', socket)).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  if (address === null || typeof address === 'string') return t.fail('no port');
  const plain = connect(address.port, '127.0.0.1');
  // It has no CA of its own, so the issuer that it knows came over the wire.
  const client = connectTls({ socket: plain, rejectUnauthorized: false, ca: [], minVersion: 'TLSv1.3' });
  client.on('error', () => undefined);
  await once(client, 'secureConnect');
  const received = client.getPeerCertificate(true);
  t.deepEqual([received.fingerprint256], fingerprints(cert));
  t.deepEqual([received.issuerCertificate.fingerprint256], fingerprints(root.certPem));
  client.destroy();
  listener.close();
  await once(listener, 'close');
  return undefined;
});
