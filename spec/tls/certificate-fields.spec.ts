import { X509Certificate } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { keyUsageOf, subjectText } from '../../lib/tls/certificate-fields.js';
import { temporaryDirectory } from '../support/programs.js';

/** A certificate that signs itself, of openssl. */
async function certificate(
  t: ExecutionContext,
  subject: string,
  ...more: string[]
): Promise<X509Certificate> {
  const directory = await temporaryDirectory(t);
  const [key, request] = [join(directory, 'key.pem'), join(directory, 'request.pem')];
  const openssl = (...args: string[]): Buffer => execFileSync('openssl', args, { stdio: 'pipe' });
  openssl(
    'req',
    '-new',
    '-newkey',
    'ed25519',
    '-nodes',
    '-keyout',
    key,
    '-subj',
    subject,
    '-out',
    request,
    ...more,
  );
  return new X509Certificate(
    openssl(
      'x509',
      '-req',
      '-in',
      request,
      '-signkey',
      key,
      ...(more.length > 0 ? ['-copy_extensions', 'copy'] : []),
    ),
  );
}

test('a certificate of version 1, which has no extensions', async (t) => {
  const oldest = await certificate(t, '/O=Old/CN=Router');
  t.is(subjectText(oldest), 'O=Old, CN=Router');
  t.is(keyUsageOf(oldest), null);
});

test('a subject without a name', async (t) => {
  t.is(subjectText(await certificate(t, '/')), '');
});

test('the usages of a key: the first byte of their bits', async (t) => {
  const usage = async (...extensions: string[]): Promise<number | null> =>
    keyUsageOf(await certificate(t, '/CN=x', ...extensions.flatMap((text) => ['-addext', text])));
  t.is(await usage('subjectAltName=DNS:x'), null);
  t.is(await usage('subjectAltName=DNS:x', 'keyUsage=critical,digitalSignature'), 0x80);
  t.is(await usage('keyUsage=keyCertSign,cRLSign'), 0x06);
  // The ninth bit stands in a second byte.
  t.is(await usage('keyUsage=keyAgreement,decipherOnly'), 0x08);
});
