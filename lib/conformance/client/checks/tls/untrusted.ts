import type { Level } from '../../../engine/check.js';
import type { PemFiles, Pki } from '../../../pki/pki.js';
import { SOME_NAMES, UNTRUSTED } from '../../../pki/server-certificates.js';
import type { ClientCheck } from '../../client-check.js';
import { isRefused, serverWith } from './server.js';

const CHAIN = 'It does not verify that the CA of its file has signed the certificate of the server.';
const NAME = 'It does not compare the name that it connects to with the names in the certificate.';
const DATES = 'It does not verify the dates of the certificate.';

interface Untrusted {
  readonly name: string;
  readonly level?: Level;
  /** What is wrong with the certificate, as the beginning of a sentence. */
  readonly wrong: string;
  readonly cause: string;
  readonly certificate: (pki: Pki) => Promise<PemFiles>;
  /** Default: localhost. */
  readonly host?: string;
}

const ROWS: readonly Untrusted[] = [
  {
    name: 'unknown_ca',
    wrong: 'A certificate of a CA that the client was not told to trust',
    cause: CHAIN,
    certificate: UNTRUSTED.unknownAuthority,
  },
  {
    name: 'namesake_ca',
    wrong: 'A certificate of a CA that has only the name of the trusted one',
    cause: CHAIN,
    certificate: UNTRUSTED.namesake,
  },
  {
    name: 'self_signed',
    wrong: 'A certificate that signed itself',
    cause: CHAIN,
    certificate: UNTRUSTED.selfSigned,
  },
  {
    name: 'self_signed_as_ca',
    wrong: 'A certificate that signed itself, and has the name of the trusted CA,',
    cause: CHAIN,
    certificate: UNTRUSTED.selfSignedAsAuthority,
  },
  {
    name: 'expired',
    wrong: 'A certificate that has expired',
    cause: DATES,
    certificate: UNTRUSTED.expired,
  },
  {
    name: 'not_yet_valid',
    wrong: 'A certificate that is not valid yet',
    cause: DATES,
    certificate: UNTRUSTED.notYetValid,
  },
  {
    name: 'wrong_name',
    wrong: 'A certificate for another host',
    cause: NAME,
    certificate: UNTRUSTED.wrongName,
  },
  {
    name: 'right_common_name',
    wrong: 'A certificate whose alternative names are those of another host, whatever its common name is,',
    cause:
      'It takes the common name for a name of the server, or compares no name at all: tls.wrong_name tells which.',
    certificate: UNTRUSTED.rightCommonName,
  },
  {
    name: 'only_common_name',
    level: 'info',
    wrong: 'A certificate that has its name only as its common name',
    cause: 'It takes the common name for a name of the server (RFC 9525, section 6.3, does not).',
    certificate: SOME_NAMES.onlyCommonName,
  },
  {
    name: 'wrong_wildcard',
    wrong: 'A certificate for *.localhost, which localhost is not,',
    cause:
      'It compares the end of a name with what follows the wildcard, or compares no name at all: tls.wrong_name tells which.',
    certificate: UNTRUSTED.wrongWildcard,
  },
  {
    name: 'address_missing',
    wrong: 'A certificate without the address that the client connects to',
    cause: 'It does not compare the address that it connects to with those in the certificate.',
    certificate: SOME_NAMES.onlyLocalhost,
    host: '127.0.0.1',
  },
  {
    name: 'address_as_name',
    level: 'should',
    wrong: 'A certificate that has the address as the name of a host',
    cause: 'It compares an address with the names of hosts.',
    certificate: SOME_NAMES.addressAsName,
    host: '127.0.0.1',
  },
  {
    name: 'wrong_purpose',
    wrong: 'A certificate for clients only',
    cause: 'It does not verify the purpose of the certificate (extended key usage serverAuth).',
    certificate: UNTRUSTED.wrongPurpose,
  },
  {
    name: 'signed_by_leaf',
    wrong: 'A certificate that was signed by one that is no CA',
    cause: 'It follows the signatures, and does not verify that each signer is a CA.',
    certificate: UNTRUSTED.signedByLeaf,
  },
  {
    name: 'signed_by_client',
    wrong: "A certificate that the client's own certificate has signed",
    cause: 'It trusts its own certificate as if it were a CA.',
    certificate: UNTRUSTED.signedByClient,
  },
  {
    name: 'path_too_long',
    // RFC 5280, section 6.1, lets a verifier leave out the limits of the CA that it trusts.
    level: 'should',
    wrong: 'A certificate with more CAs above it than the trusted one allows',
    cause: 'It does not verify the length of the path.',
    certificate: UNTRUSTED.pathTooLong,
  },
];

/** Certificates of servers that are not to be trusted: the client must send nothing, and end with a failure. */
export const UNTRUSTED_CHECKS: readonly ClientCheck[] = ROWS.map(
  ({ name, level = 'must', wrong, cause, certificate, host }) => ({
    id: `tls.${name}`,
    level,
    section: 'tls',
    rule: `${wrong} is refused: send nothing, and stop.`,
    play: async (stage) => {
      const tls = serverWith(stage, await certificate(stage.pki));
      await isRefused(stage, { tls }, { cause, ...(host === undefined ? {} : { target: { host } }) });
    },
  }),
);
