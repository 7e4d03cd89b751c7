import '../../certificates/reflect.js';
import { generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Name,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { inDays, signerOf, type Issued } from '../../certificates/issue.js';
import { importKeyPem, KEY_ALGORITHM } from '../../certificates/keys.js';
import { pemOf } from '../../certificates/pem.js';

const LEAF_DAYS = 300;

/** The keys that a certificate can be for. */
export type KeyKind = 'P-256' | 'P-384' | 'RSA' | 'Ed25519';

/** What `certify` can be told, besides its issuer: also what a CA in its senses would not sign. */
export interface CertifyOptions {
  /** The common name of its subject. */
  readonly name: string;
  /** Host names and IP addresses, as alternative names. Default: none. */
  readonly hosts?: readonly string[];
  /** Host names that are written as DNS names, even where they are IP addresses. Default: none. */
  readonly dnsNames?: readonly string[];
  /** Default: P-256. A certificate that is to sign others, or itself, needs it. */
  readonly key?: KeyKind;
  /** Whether it is a CA, and so many further CAs may stand below it. Default: it is a leaf, for a TLS server. */
  readonly authority?: { readonly pathLength: number };
}

/**
 * Makes a certificate and its key.
 * @param issuer a certificate, CA or not, and its key on the curve P-256; null for one that signs itself
 */
export async function certify(issuer: Issued | null, options: CertifyOptions): Promise<Issued> {
  const { publicKey, privateKey } = generate(options.key ?? 'P-256');
  const keyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const subject = new Name([{ CN: [{ utf8String: options.name }] }]);
  const signer = issuer === null ? null : await signerOf(issuer);
  const certificate = await X509CertificateGenerator.create({
    // The highest bit of a DER integer is its sign.
    serialNumber: `01${randomBytes(15).toString('hex')}`,
    notBefore: inDays(-1),
    notAfter: inDays(LEAF_DAYS),
    subject,
    issuer: signer?.certificate.subjectName ?? subject,
    publicKey: spki,
    signingKey: signer?.privateKey ?? (await importKeyPem(keyPem)).privateKey,
    signingAlgorithm: { ...KEY_ALGORITHM, hash: 'SHA-256' },
    extensions: [
      ...purpose(options),
      await SubjectKeyIdentifierExtension.create(spki),
      ...(signer === null ? [] : [signer.keyIdentifier]),
      ...alternativeNames(options),
    ],
  });
  return { certPem: pemOf('CERTIFICATE', certificate.rawData), keyPem };
}

/** A certificate, with those above it behind it, as a server sends them. */
export function chainOf(leaf: Issued, ...above: readonly Issued[]): Issued {
  return { certPem: [leaf, ...above].map(({ certPem }) => certPem).join(''), keyPem: leaf.keyPem };
}

function generate(kind: KeyKind): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  if (kind === 'Ed25519') return generateKeyPairSync('ed25519');
  if (kind === 'RSA') return generateKeyPairSync('rsa', { modulusLength: 2048 });
  return generateKeyPairSync('ec', { namedCurve: kind });
}

function purpose({ authority }: CertifyOptions) {
  if (authority === undefined) {
    return [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
    ];
  }
  return [
    new BasicConstraintsExtension(true, authority.pathLength, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
  ];
}

function alternativeNames({ hosts = [], dnsNames = [] }: CertifyOptions) {
  const names = [
    ...hosts.map((value) => ({ type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const), value })),
    ...dnsNames.map((value) => ({ type: 'dns' as const, value })),
  ];
  return names.length === 0 ? [] : [new SubjectAlternativeNameExtension(names)];
}
