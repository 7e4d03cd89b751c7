import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { X509Certificate } from 'node:crypto';
import { checkCredentials, readCredentials, type PemCredentials } from '../../lib/tls/credentials.js';
import { checkServerCredentials } from '../../lib/tls/server-credentials.js';
import { createSecureServer } from '../../lib/tls/secure-server.js';
import { testCertificates, type PemFiles } from '../support/certificates.js';
import { OpensslCa } from '../support/openssl-ca.js';

const certificates = testCertificates();
const { ca, server, client, expiredServer } = certificates;
const other = new OpensslCa();
test.after.always(() => {
  certificates.cleanup();
  other[Symbol.dispose]();
});

const DAY_MS = 86_400_000;
/** Certificates that openssl makes during a test are valid from that second on. */
const NOW = Date.now() + 60_000;
const PATHS = { cert: 'server.pem', key: 'key.pem', ca: 'ca.pem', crl: 'crl.pem' };

const of = ({ certPem, keyPem }: PemFiles, more: Partial<PemCredentials> = {}): PemCredentials => ({
  cert: certPem,
  key: keyPem,
  ca: ca.certPem,
  paths: PATHS,
  ...more,
});

/** Makes a self-signed certificate with openssl. */
function selfSigned(...extensions: readonly string[]): PemFiles {
  const [certPath, keyPath] = [`${other.directory}/self.pem`, `${other.directory}/self-key.pem`];
  const added = extensions.flatMap((extension) => ['-addext', extension]);
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  execFileSync('openssl', [...args, '-subj', '/CN=self', '-keyout', keyPath, '-out', certPath, ...added], {
    stdio: 'ignore',
  });
  const read = (path: string): string => execFileSync('cat', [path], { encoding: 'utf8' });
  return { certPath, keyPath, certPem: read(certPath), keyPem: read(keyPath) };
}

const endOf = ({ certPem }: PemFiles): number => Date.parse(new X509Certificate(certPem).validTo);
const ADVICE = ' "tlslp-certs init" makes certificates.';

const refused = test.macro<[what: string, given: () => PemCredentials, message: RegExp, now?: number]>({
  exec: (t, _, given, message, now = NOW) => {
    const credentials = checkCredentials(given());
    const error = t.throws(
      () => {
        checkServerCredentials(credentials, now, credentials.paths ?? PATHS);
      },
      { name: 'ConfigError', code: 'unusable_certificate' },
    );
    t.regex(error.message.replace(ADVICE, ''), message);
    t.false(error.message.includes('\n'));
  },
  title: (_, what) => `refused: ${what}`,
});

test(
  refused,
  'an expired certificate',
  () => of(expiredServer),
  /^The certificate server\.pem expired on \d{4}-\d\d-\d\d \d\d:\d\d UTC\.$/,
);
test(
  refused,
  'one that is not valid yet',
  () => of(server),
  /^The certificate server\.pem is not valid before \d{4}-/,
  NOW - 3 * DAY_MS,
);
test(
  refused,
  "a client's certificate",
  () => of(client),
  /^The certificate server\.pem is not for servers: its extended key usage leaves out serverAuth\.$/,
);
test(
  refused,
  "a CA's certificate",
  () => of(ca),
  /^The certificate server\.pem is the certificate of a CA, and not for servers\.$/,
);
test(
  refused,
  'one for signatures of mails alone',
  () => of(selfSigned('basicConstraints=critical,CA:FALSE', 'keyUsage=nonRepudiation')),
  /is not for servers: its key usage leaves out digitalSignature\.$/,
);
test(
  refused,
  'a leaf as CA',
  () => of(server, { ca: `${ca.certPem}\n${client.certPem}` }),
  /^The CA certificate ca\.pem contains the certificate "Test client", which is not a CA\.$/,
);
test(
  refused,
  'a CRL in the CA file',
  () => of(server, { ca: `${ca.certPem}\n${other.crl()}` }),
  /^The CA certificate ca\.pem contains a CRL: give the server CRLs with --crl\.$/,
);

test('a CA that alone has expired, with a certificate that has not', (t) => {
  const credentials = checkCredentials(of(longLived()));
  t.throws(
    () => {
      checkServerCredentials(credentials, endOf(ca) + DAY_MS, PATHS);
    },
    { message: /^The CA certificate ca\.pem expired on \d{4}-/ },
  );
});

/** Good for a hundred years. */
function longLived(): PemFiles {
  const path = `${other.directory}/long.pem`;
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days'];
  execFileSync('openssl', [...args, '36500', '-subj', '/CN=long', '-keyout', `${path}.key`, '-out', path], {
    stdio: 'ignore',
  });
  const read = (name: string): string => execFileSync('cat', [name], { encoding: 'utf8' });
  return { certPath: path, keyPath: `${path}.key`, certPem: read(path), keyPem: read(`${path}.key`) };
}

test('of two CAs one may have ended: that is an urgent warning', (t) => {
  const both = `${ca.certPem}\n${longLived().certPem}`;
  const later = endOf(ca) + DAY_MS;
  const credentials = checkCredentials(of(longLived(), { ca: both }));
  const warnings = createSecureServer(credentials, {
    isSecure: true,
    handshakeTimeout: 5,
    now: () => later,
  }).warnings(false);
  t.true(warnings.some(({ code, isUrgent }) => code === 'ca_ends' && isUrgent));
});

test('what states no purpose is good for every one; a self-signed one of a CA is a warning', (t) => {
  const plain = selfSigned('basicConstraints=critical,CA:FALSE');
  const warningsOf = (files: PemFiles): string[] =>
    createSecureServer(checkCredentials(of(files)), {
      isSecure: false,
      handshakeTimeout: 5,
      now: () => NOW,
    })
      .warnings(false)
      .map(({ code }) => code);
  t.false(warningsOf(plain).includes('certificate_is_ca'));
  t.true(warningsOf(selfSigned()).includes('certificate_is_ca'));
});

test('a self-signed certificate of a client may stand among the CAs', (t) => {
  const pinned = selfSigned('basicConstraints=critical,CA:FALSE');
  t.notThrows(() => {
    checkServerCredentials(checkCredentials(of(server, { ca: pinned.certPem })), NOW, PATHS);
  });
});

test('thirty days before the end the warnings begin, with the days that are left', (t) => {
  const end = endOf(server);
  const at = (days: number): string[] =>
    createSecureServer(checkCredentials(of(server)), {
      isSecure: true,
      handshakeTimeout: 5,
      now: () => Math.min(end - days * DAY_MS, end),
    })
      .warnings(false)
      .map(({ message }) => message.replace(/\d{4}-\d\d-\d\d \d\d:\d\d/, 'DATE'));
  t.deepEqual(at(30), []);
  t.deepEqual(at(29.9), ['The certificate server.pem ends on DATE UTC, in 29 days. Renew it.']);
  t.deepEqual(at(1.5), ['The certificate server.pem ends on DATE UTC, in 1 day. Renew it.']);
  t.deepEqual(at(0.5), ['The certificate server.pem ends on DATE UTC, in less than a day. Renew it.']);
});

test('new ones that are refused leave the old ones in use', (t) => {
  let now = NOW;
  const secure = createSecureServer(checkCredentials(of(server)), {
    isSecure: true,
    handshakeTimeout: 5,
    now: () => now,
  });
  t.throws(() => {
    secure.setCredentials(checkCredentials(of(expiredServer)));
  });
  t.is(secure.revocations(), null);
  now = endOf(server) + 1;
  t.like(secure.warnings(false)[0], { code: 'certificate_ends', isUrgent: true });
});

(process.platform === 'win32' ? test.skip : test)('a key that others can read is a warning', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'tlslp-key-'));
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  const key = join(directory, 'key.pem');
  await writeFile(key, server.keyPem);
  const codesWith = async (mode: number): Promise<string[]> => {
    await chmod(key, mode);
    const credentials = await readCredentials({ cert: server.certPath, key, ca: ca.certPath });
    const secure = createSecureServer(credentials, { isSecure: true, handshakeTimeout: 5 });
    return secure.warnings(false).map(({ code, message }) => {
      t.regex(message, new RegExp(`^Users other than the owner can read the private key ${key} `));
      return code;
    });
  };
  t.deepEqual(await codesWith(0o600), []);
  t.deepEqual(await codesWith(0o640), ['key_exposed']);
  t.deepEqual(await codesWith(0o604), ['key_exposed']);
  t.deepEqual(await codesWith(0o400), []);
});
