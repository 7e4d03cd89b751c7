import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testCertificates, type PemFiles } from '../certificates.js';

/** What the certificate of a test has that the package's own maker would not put there. */
export interface OddCertificate {
  /** Lines of an openssl extension section, such as `basicConstraints=critical,CA:TRUE`. Default: none. */
  readonly extensions?: readonly string[];
  /** The argument of openssl's `-newkey`. Default: EC P-256. */
  readonly key?: readonly string[];
  /** The digest of the signature. Default `sha256`. */
  readonly digest?: 'sha1' | 'sha256';
  /** The common name. Default: the name of the files. */
  readonly commonName?: string;
}

const P256 = ['ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];

/** Makes a certificate by openssl, signed by the tests' CA, as files in the tests' directory. */
export function certify(
  name: string,
  { extensions = [], key = P256, digest = 'sha256', commonName = name }: OddCertificate = {},
): PemFiles {
  const { directory, ca } = testCertificates();
  const path = (suffix: string): string => join(directory, `${name}-${suffix}`);
  const [certPath, keyPath, configPath] = [path('cert.pem'), path('key.pem'), path('openssl.cnf')];
  // Without a section of its own, openssl would take the extensions of the system's configuration.
  const config = [
    '[req]',
    'distinguished_name=dn',
    'prompt=no',
    '[dn]',
    `CN=${commonName}`,
    '[ext]',
    ...extensions,
  ];
  writeFileSync(configPath, `${config.join('\n')}\n`);
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-config', configPath, '-extensions', 'ext', `-${digest}`, '-days', '30', '-nodes'],
      ...['-newkey', ...key, '-keyout', keyPath, '-out', certPath, '-CA', ca.certPath, '-CAkey', ca.keyPath],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  return {
    ...{ certPath, keyPath },
    certPem: readFileSync(certPath, 'utf8'),
    keyPem: readFileSync(keyPath, 'utf8'),
  };
}
