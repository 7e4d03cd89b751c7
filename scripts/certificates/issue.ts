import './reflect.js';
import { isIP } from 'node:net';
import { randomBytes, webcrypto } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Name,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
  type Extension,
} from '@peculiar/x509';
import { generateKeyPem, importKeyPem, KEY_ALGORITHM } from './keys.js';

cryptoProvider.set(webcrypto);

const DAY_MS = 86_400_000;
const CA_DAYS = 3652;
/** Two years. Some TLS libraries refuse a server certificate that is valid for more than 825 days. */
const LEAF_DAYS = 730;
const SERIAL_BYTES = 16;

/** A certificate and its private key, both PEM. */
export interface Issued {
  readonly certPem: string;
  readonly keyPem: string;
}

/** The fields of a distinguished name (`CN`, `O`, `OU`, `C`, ... or an OID). Values can be any Unicode, even control characters. */
export type Subject = Readonly<Record<string, string | readonly string[]>>;

export interface CertificateOptions {
  readonly subject?: Subject;
  /** Default: a day ago, because the peer's clock may be slow. */
  readonly notBefore?: Date;
  /** Default for a CA: ten years from now. Default for a leaf: two years from now, but no later than its CA. */
  readonly notAfter?: Date;
  /** The private key to certify. Default: a new one. */
  readonly keyPem?: string;
}

export interface LeafOptions extends CertificateOptions {
  /** What the certificate may be used for. */
  readonly usage: 'server' | 'client';
  /** The host names and IP addresses in the certificate. Default: localhost and its addresses for a server, none for a client. */
  readonly hosts?: readonly string[];
}

const LOCAL_HOSTS = ['localhost', '127.0.0.1', '::1'];

/** Creates a self-signed CA. It may sign leaf certificates, but no other CA. */
export async function makeAuthority(options: CertificateOptions = {}): Promise<Issued> {
  const keyPem = options.keyPem ?? (await generateKeyPem());
  const keys = await importKeyPem(keyPem);
  const subject = nameOf(options.subject ?? { O: 'tlslp-server', CN: 'tlslp-server development CA' });
  const certificate = await X509CertificateGenerator.create({
    ...common(options, inDays(CA_DAYS)),
    subject,
    issuer: subject,
    publicKey: keys.publicKey,
    signingKey: keys.privateKey,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certPem: pemOf(certificate), keyPem };
}

/** Issues a server or client certificate, signed by the authority. */
export async function issueLeaf(authority: Issued, options: LeafOptions): Promise<Issued> {
  const keyPem = options.keyPem ?? (await generateKeyPem());
  const keys = await importKeyPem(keyPem);
  const signer = await importKeyPem(authority.keyPem);
  const issuer = new X509Certificate(authority.certPem);
  const certificate = await X509CertificateGenerator.create({
    ...common(options, earlier(inDays(LEAF_DAYS), issuer.notAfter)),
    subject: nameOf(options.subject ?? { O: 'tlslp-server', CN: defaultName(options.usage) }),
    // The CA's own bytes: a verifier compares the encoded names, and a new encoding could differ.
    issuer: issuer.subjectName,
    publicKey: keys.publicKey,
    signingKey: signer.privateKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([
        options.usage === 'server' ? ExtendedKeyUsage.serverAuth : ExtendedKeyUsage.clientAuth,
      ]),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await authorityKeyId(issuer),
      ...alternativeNames(options.hosts ?? (options.usage === 'server' ? LOCAL_HOSTS : [])),
    ],
  });
  return { certPem: pemOf(certificate), keyPem };
}

function common(options: CertificateOptions, notAfter: Date) {
  return {
    serialNumber: randomSerial(),
    notBefore: options.notBefore ?? inDays(-1),
    notAfter: options.notAfter ?? notAfter,
    signingAlgorithm: { ...KEY_ALGORITHM, hash: 'SHA-256' },
  };
}

function inDays(days: number): Date {
  return new Date(Date.now() + days * DAY_MS);
}

function earlier(a: Date, b: Date): Date {
  return a < b ? a : b;
}

/** Returns a positive number of 127 random bits: the highest bit of a DER integer is its sign. RFC 5280, 4.1.2.2. */
function randomSerial(): string {
  const bytes = randomBytes(SERIAL_BYTES);
  bytes[0] = (bytes[0] ?? 0) & 0x7f;
  return bytes.toString('hex');
}

// Another program may compute key identifiers in another way, so the one in the CA's certificate comes first.
async function authorityKeyId(issuer: X509Certificate): Promise<AuthorityKeyIdentifierExtension> {
  const own = issuer.getExtension(SubjectKeyIdentifierExtension);
  return own === null
    ? AuthorityKeyIdentifierExtension.create(issuer.publicKey)
    : new AuthorityKeyIdentifierExtension(own.keyId);
}

// Objects, because the library parses quotes, backslashes and a leading # in plain strings as syntax.
function nameOf(subject: Subject): Name {
  return new Name(
    Object.entries(subject).flatMap(([type, values]) =>
      [values].flat().map((value) => ({ [type]: [attribute(type, value)] })),
    ),
  );
}

// X.520 allows only PrintableString for a country.
function attribute(type: string, value: string): { printableString: string } | { utf8String: string } {
  return type === 'C' ? { printableString: value } : { utf8String: value };
}

function alternativeNames(hosts: readonly string[]): Extension[] {
  if (hosts.length === 0) return [];
  const names = hosts.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value }) as const);
  return [new SubjectAlternativeNameExtension(names)];
}

function defaultName(usage: LeafOptions['usage']): string {
  return usage === 'server' ? 'localhost' : 'tlslp-client';
}

function pemOf(certificate: X509Certificate): string {
  return `${certificate.toString('pem')}\n`;
}
