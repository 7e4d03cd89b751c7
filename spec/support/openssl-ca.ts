import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PemFiles } from './certificates.js';

/** What `openssl genpkey` takes for the kinds of keys that CAs have. */
export const KEY_KINDS = {
  'EC P-256': ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  'EC P-384': ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384'],
  Ed25519: ['-algorithm', 'ED25519'],
  RSA: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
} as const;

export interface CrlOptions {
  /** Default: an hour ago. */
  readonly from?: Date;
  /** Default: in 30 days. */
  readonly until?: Date;
  /** More arguments for `openssl ca -gencrl`. */
  readonly more?: readonly string[];
}

const HOUR_MS = 3_600_000;

/** A CA that is not ours: everything is made by openssl, in a directory of its own. */
export class OpensslCa implements Disposable {
  readonly directory = mkdtempSync(join(tmpdir(), 'tlslp-openssl-ca-'));
  readonly ca: PemFiles;

  constructor(name = 'OpenSSL CA', kind: keyof typeof KEY_KINDS = 'EC P-256') {
    this.#file('ca.cnf', config(this.directory, kind === 'Ed25519' ? 'default' : 'sha256'));
    this.#file('index.txt', '');
    this.#file('crlnumber', '01\n');
    const key = this.#key('ca', KEY_KINDS[kind]);
    const cert = join(this.directory, 'ca-cert.pem');
    const extensions = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign'];
    this.#openssl(
      ...['req', '-x509', '-new', '-key', key, '-subj', `/O=Tests/CN=${name}`, '-days', '3650', '-out', cert],
      ...extensions.flatMap((extension) => ['-addext', extension]),
    );
    this.ca = this.#pem(cert, key);
  }

  /** Issues a client's certificate. */
  client(subject: string, options: { san?: string; serial?: string } = {}): PemFiles {
    const { san, serial = `0x${Math.random().toString(16).slice(2, 14)}` } = options;
    const name = `client-${serial}`;
    const key = this.#key(name, KEY_KINDS['EC P-256']);
    const request = join(this.directory, `${name}.csr`);
    const cert = join(this.directory, `${name}.pem`);
    this.#openssl('req', '-new', '-utf8', '-key', key, '-subj', subject, '-out', request);
    const extensions = [
      'basicConstraints=critical,CA:FALSE',
      'extendedKeyUsage=clientAuth',
      ...(san === undefined ? [] : [`subjectAltName=${san}`]),
    ];
    const extfile = this.#file(`${name}.ext`, extensions.join('\n'));
    this.#openssl(
      ...['x509', '-req', '-in', request, '-CA', this.ca.certPath, '-CAkey', this.ca.keyPath],
      ...['-set_serial', serial, '-days', '365', '-extfile', extfile, '-out', cert],
    );
    return this.#pem(cert, key);
  }

  revoke({ certPath }: PemFiles, ...more: string[]): this {
    this.#openssl('ca', '-config', join(this.directory, 'ca.cnf'), '-revoke', certPath, ...more);
    return this;
  }

  /** Replaces the list of what was issued and revoked. */
  index(text: string): void {
    this.#file('index.txt', `${text}\n`);
  }

  /** Makes a CRL of all that was revoked so far. */
  crl({ from, until, more = [] }: CrlOptions = {}): string {
    const out = join(this.directory, 'crl.pem');
    this.#openssl(
      ...['ca', '-config', join(this.directory, 'ca.cnf'), '-gencrl', '-out', out],
      ...['-crl_lastupdate', generalized(from ?? new Date(Date.now() - HOUR_MS))],
      ...['-crl_nextupdate', generalized(until ?? new Date(Date.now() + 720 * HOUR_MS)), ...more],
    );
    return readFileSync(out, 'utf8');
  }

  /** Runs `openssl` on an input, and returns its output. */
  openssl(input: string | Buffer, ...args: string[]): Buffer {
    return execFileSync('openssl', args, { input, stdio: ['pipe', 'pipe', 'ignore'] });
  }

  [Symbol.dispose](): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  #openssl(...args: string[]): void {
    execFileSync('openssl', args, { stdio: 'ignore' });
  }

  #key(name: string, kind: readonly string[]): string {
    const path = join(this.directory, `${name}-key.pem`);
    this.#openssl('genpkey', ...kind, '-out', path);
    return path;
  }

  #file(name: string, text: string): string {
    const path = join(this.directory, name);
    writeFileSync(path, text);
    return path;
  }

  #pem(certPath: string, keyPath: string): PemFiles {
    const [certPem, keyPem] = [readFileSync(certPath, 'utf8'), readFileSync(keyPath, 'utf8')];
    return { certPath, keyPath, certPem, keyPem };
  }
}

function generalized(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
}

function config(directory: string, digest: string): string {
  return `
[ca]
default_ca = here
[here]
database = ${directory}/index.txt
crlnumber = ${directory}/crlnumber
certificate = ${directory}/ca-cert.pem
private_key = ${directory}/ca-key.pem
default_md = ${digest}
default_crl_days = 30
crl_extensions = crl
[crl]
authorityKeyIdentifier = keyid
[critical]
issuingDistributionPoint = critical,@point
[point]
onlyuser = TRUE
`;
}
