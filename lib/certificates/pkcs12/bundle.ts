import { createHash, X509Certificate } from 'node:crypto';
import { BmpString, ObjectIdentifier, OctetString } from 'asn1js';
import { Attribute, AuthenticatedSafe, CertBag, Certificate, PFX, SafeBag, SafeContents } from 'pkijs';
import { arrayBufferOf, protection, shroudedKey } from '../encrypt-key.js';
import type { Issued } from '../issue.js';

const BAG = { shroudedKey: '1.2.840.113549.1.12.10.1.2', certificate: '1.2.840.113549.1.12.10.1.3' };
const FRIENDLY_NAME = '1.2.840.113549.1.9.20';
const LOCAL_KEY_ID = '1.2.840.113549.1.9.21';
/** Java takes a certificate for a CA to trust only with this attribute: here, trusted for every purpose. */
const JAVA_TRUST = { attribute: '2.16.840.1.113894.746875.1.1', anyPurpose: '2.5.29.37.0' };
/** Whether the safe of the authenticated safe is encrypted, in the words of pkijs. */
const PRIVACY = { none: 0, password: 1 };
const INTEGRITY_BY_PASSWORD = 0;

export interface BundleContents extends Issued {
  readonly caPem: string;
  /** The name that a certificate store shows. */
  readonly name: string;
}

/**
 * Makes a .p12 file (PKCS #12) with a key, its certificate and the CA. OpenSSL 3, Java 17, Python and Node open it: everything is encrypted
 * by PBES2 with AES-256, and the whole has a MAC with SHA-256.
 * @param password printable ASCII: Java accepts no other
 * @param rounds how often a password is hashed before it is tried, three times a file
 */
export async function makeBundle(
  contents: BundleContents,
  password: string,
  rounds: number,
): Promise<Buffer> {
  const { certPem, keyPem, caPem, name } = contents;
  const certificate = new X509Certificate(certPem);
  const ca = new X509Certificate(caPem);
  // What ties the key to its certificate.
  const keyId = createHash('sha256').update(certificate.raw).digest();
  const own = (): Attribute[] => [
    attribute(FRIENDLY_NAME, new BmpString({ value: name })),
    attribute(LOCAL_KEY_ID, new OctetString({ valueHex: arrayBufferOf(keyId) })),
  ];
  const keyBag = new SafeBag({
    bagId: BAG.shroudedKey,
    bagValue: await shroudedKey(keyPem, password, rounds),
    bagAttributes: own(),
  });
  const trusted = [
    attribute(FRIENDLY_NAME, new BmpString({ value: 'CA' })),
    attribute(JAVA_TRUST.attribute, new ObjectIdentifier({ value: JAVA_TRUST.anyPurpose })),
  ];
  const safe = new AuthenticatedSafe({
    parsedValue: {
      safeContents: [
        { privacyMode: PRIVACY.none, value: new SafeContents({ safeBags: [keyBag] }) },
        {
          privacyMode: PRIVACY.password,
          value: new SafeContents({
            safeBags: [certificateBag(certificate, own()), certificateBag(ca, trusted)],
          }),
        },
      ],
    },
  });
  await safe.makeInternalValues({ safeContents: [{}, protection(password, rounds)] });
  const bundle = new PFX({ parsedValue: { integrityMode: INTEGRITY_BY_PASSWORD, authenticatedSafe: safe } });
  await bundle.makeInternalValues({
    password: protection(password, rounds).password,
    iterations: rounds,
    pbkdf2HashAlgorithm: 'SHA-256',
    hmacHashAlgorithm: 'SHA-256',
  });
  return Buffer.from(bundle.toSchema().toBER(false));
}

function certificateBag(certificate: X509Certificate, bagAttributes: Attribute[]): SafeBag {
  const parsedValue = Certificate.fromBER(arrayBufferOf(certificate.raw));
  return new SafeBag({ bagId: BAG.certificate, bagValue: new CertBag({ parsedValue }), bagAttributes });
}

function attribute(type: string, value: unknown): Attribute {
  return new Attribute({ type, values: [value] });
}
