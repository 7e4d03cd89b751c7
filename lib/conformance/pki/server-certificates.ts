import { inDays, LOCAL_HOSTS, makeAuthority } from '../../certificates/issue.js';
import { certify, chainOf } from './issue.js';
import type { PemFiles, Pki } from './pki.js';

type Maker = (pki: Pki) => Promise<PemFiles>;

const HERE = { name: 'localhost', hosts: LOCAL_HOSTS } as const;
const ELSEWHERE = 'other.example';

/** Certificates of servers that a client must not trust, when it connects to localhost. Each is made when it is first asked for. */
export const UNTRUSTED = {
  /** Its CA is one that the client does not know. */
  unknownAuthority: (pki) =>
    pki.made('unknown-authority', async () => {
      const ca = await makeAuthority({ subject: { CN: 'another CA' } });
      return chainOf(await certify(ca, HERE), ca);
    }),
  /** Its CA has the name of the trusted one, and a key of its own. */
  namesake: (pki) =>
    pki.made('namesake', async () => {
      const ca = await makeAuthority({ subject: { CN: 'tlslp-check CA' } });
      return chainOf(await certify(ca, HERE), ca);
    }),
  selfSigned: (pki) => pki.made('self-signed', () => certify(null, HERE)),
  /** It has signed itself, and its subject has the name of the trusted CA. */
  selfSignedAsAuthority: (pki) =>
    pki.made('self-signed-as-authority', () => certify(null, { ...HERE, name: 'tlslp-check CA' })),
  expired: (pki) => pki.leaf('expired', { usage: 'server', notBefore: inDays(-30), notAfter: inDays(-2) }),
  notYetValid: (pki) =>
    pki.leaf('not-yet-valid', { usage: 'server', notBefore: inDays(2), notAfter: inDays(30) }),
  wrongName: (pki) => pki.leaf('wrong-name', { usage: 'server', hosts: [ELSEWHERE] }),
  /** Its common name is that of the server, but its alternative names are not. */
  rightCommonName: (pki) =>
    pki.made('right-common-name', () => certify(pki.ca, { ...HERE, hosts: [ELSEWHERE] })),
  wrongWildcard: (pki) => pki.leaf('wrong-wildcard', { usage: 'server', hosts: ['*.localhost'] }),
  wrongPurpose: (pki) => pki.leaf('wrong-purpose', { usage: 'client', hosts: LOCAL_HOSTS }),
  /** A certificate of the CA, but no CA itself, has signed it. */
  signedByLeaf: (pki) =>
    pki.made('signed-by-leaf', async () => {
      const leaf = await certify(pki.ca, { name: 'no CA', hosts: [ELSEWHERE] });
      return chainOf(await certify(leaf, HERE), leaf);
    }),
  /** The client's own certificate has signed it. */
  signedByClient: (pki) =>
    pki.made('signed-by-client', async () => chainOf(await certify(pki.client, HERE), pki.client)),
  /** A CA below the trusted one has signed it, and the trusted one may have none below it. */
  pathTooLong: (pki) =>
    pki.made('path-too-long', async () => {
      const below = await certify(pki.ca, { name: 'a CA too many', authority: { pathLength: 0 } });
      return chainOf(await certify(below, HERE), below);
    }),
} as const satisfies Record<string, Maker>;

/** Certificates for some names of this machine alone. */
export const SOME_NAMES = {
  /** Only the name localhost: not its addresses. */
  onlyLocalhost: (pki) => pki.leaf('only-localhost', { usage: 'server', hosts: ['localhost'] }),
  /** 127.0.0.1 as the name of a host, which it is not. */
  addressAsName: (pki) =>
    pki.made('address-as-name', () => certify(pki.ca, { name: '127.0.0.1', dnsNames: ['127.0.0.1'] })),
  only127: (pki) => pki.leaf('only-127', { usage: 'server', hosts: ['127.0.0.1'] }),
  onlyV6: (pki) => pki.leaf('only-v6', { usage: 'server', hosts: ['::1'] }),
  /** No alternative name at all. */
  onlyCommonName: (pki) => pki.made('only-common-name', () => certify(pki.ca, { name: 'localhost' })),
} as const satisfies Record<string, Maker>;

/** Certificates of servers that a client should trust, with other keys than usual. */
export const OTHER_KEYS = {
  rsa: (pki) => pki.made('rsa', () => certify(pki.ca, { ...HERE, key: 'RSA' })),
  p384: (pki) => pki.made('p-384', () => certify(pki.ca, { ...HERE, key: 'P-384' })),
  ed25519: (pki) => pki.made('ed25519', () => certify(pki.ca, { ...HERE, key: 'Ed25519' })),
} as const satisfies Record<string, Maker>;

/** A CA that may have CAs below it. A client has to be told to trust it. */
export function rootAuthority(pki: Pki): Promise<PemFiles> {
  return pki.made('root', () => certify(null, { name: 'tlslp-check root', authority: { pathLength: 1 } }));
}

/** A certificate of a server, and that of the CA below the root that has signed it. */
export function belowIntermediate(pki: Pki): Promise<PemFiles> {
  return pki.made('below-intermediate', async () => {
    const root = await rootAuthority(pki);
    const below = await certify(root, { name: 'tlslp-check intermediate', authority: { pathLength: 0 } });
    return chainOf(await certify(below, HERE), below);
  });
}
