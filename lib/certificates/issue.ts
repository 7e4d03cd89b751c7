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
import { DAY_MS } from '../tls/validity.js';
import { generateKeys, importKeyPem, KEY_ALGORITHM, type KeyPair } from './keys.js';
import { pemOf } from './pem.js';

cryptoProvider.set(webcrypto);

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
  /** How many days from now it is valid, but no longer than its CA. Default: 730. `notAfter` overrides it. */
  readonly days?: number;
  /** The email address in the certificate, ASCII. Default: none. */
  readonly email?: string;
}

/** A CA that is ready to sign: its certificate and its key are parsed once. */
export interface Signer {
  readonly certificate: X509Certificate;
  readonly privateKey: webcrypto.CryptoKey;
  readonly keyIdentifier: AuthorityKeyIdentifierExtension;
}

/** The names of this machine: the default of a server certificate. */
export const LOCAL_HOSTS: readonly string[] = ['localhost', '127.0.0.1', '::1'];
/** X.520 limits a common name to this many characters. The names that a client checks stand elsewhere. */
const MAX_COMMON_NAME_CHARS = 64;

/** Creates a self-signed CA. It may sign leaf certificates, but no other CA. */
export async function makeAuthority(options: CertificateOptions = {}): Promise<Issued> {
  const keys = await keysOf(options);
  const subject = nameOf(options.subject ?? { O: 'tlslp-server', CN: 'tlslp-server CA' });
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
  return { certPem: certificatePem(certificate), keyPem: keys.keyPem };
}

/**
 * Parses a CA.
 * @throws {ConfigError} `unusable_certificate`: its key is not an unencrypted key on the curve P-256
 */
export async function signerOf({ certPem, keyPem }: Issued): Promise<Signer> {
  const certificate = new X509Certificate(certPem);
  const { privateKey } = await importKeyPem(keyPem, "The CA's key");
  return { certificate, privateKey, keyIdentifier: await authorityKeyId(certificate) };
}

/** Issues a server or client certificate, signed by the authority. */
export async function issueLeaf(authority: Issued, options: LeafOptions): Promise<Issued> {
  return issueBy(await signerOf(authority), options);
}

/** As `issueLeaf`, for a CA that issues many certificates. */
export async function issueBy(signer: Signer, options: LeafOptions): Promise<Issued> {
  const keys = await keysOf(options);
  const issuer = signer.certificate;
  const hosts = options.hosts ?? (options.usage === 'server' ? LOCAL_HOSTS : []);
  const certificate = await X509CertificateGenerator.create({
    ...common(options, earlier(inDays(options.days ?? LEAF_DAYS), issuer.notAfter)),
    subject: nameOf(options.subject ?? { O: 'tlslp-server', CN: defaultName(options.usage, hosts) }),
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
      signer.keyIdentifier,
      ...alternativeNames(hosts, options.email),
    ],
  });
  return { certPem: certificatePem(certificate), keyPem: keys.keyPem };
}

async function keysOf({ keyPem }: CertificateOptions): Promise<KeyPair & { readonly keyPem: string }> {
  return keyPem === undefined ? generateKeys() : { ...(await importKeyPem(keyPem)), keyPem };
}

function common(options: CertificateOptions, notAfter: Date) {
  return {
    serialNumber: randomSerial(),
    notBefore: options.notBefore ?? inDays(-1),
    notAfter: options.notAfter ?? notAfter,
    signingAlgorithm: { ...KEY_ALGORITHM, hash: 'SHA-256' },
  };
}

/** Returns the time in this many days. */
export function inDays(days: number): Date {
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

function alternativeNames(hosts: readonly string[], email: string | undefined): Extension[] {
  const names = [
    ...hosts.map((host) =>
      isIP(host) === 0
        ? ({ type: 'dns', value: host } as const)
        : ({ type: 'ip', value: plainAddress(host) } as const),
    ),
    ...(email === undefined ? [] : [{ type: 'email', value: email } as const]),
  ];
  return names.length === 0 ? [] : [new SubjectAlternativeNameExtension(names)];
}

/** The library misreads an IPv6 address whose last part is an IPv4 address, such as ::ffff:192.0.2.1. */
function plainAddress(address: string): string {
  return isIP(address) === 6 ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
}

function defaultName(usage: LeafOptions['usage'], [first = 'localhost']: readonly string[]): string {
  if (usage === 'client') return 'tlslp-client';
  return first.length <= MAX_COMMON_NAME_CHARS ? first : 'tlslp-server';
}

function certificatePem(certificate: X509Certificate): string {
  return pemOf('CERTIFICATE', certificate.rawData);
}
