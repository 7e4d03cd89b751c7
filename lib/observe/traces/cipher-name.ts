/** Such as ECDHE-RSA-AES128-GCM-SHA256: key exchange, kind of the certificate's key, cipher, its bits, mode, hash. What is left out is RSA, or CBC. */
const OPENSSL =
  /^(?:(ECDHE|DHE)-)?(?:(RSA|ECDSA|DSS)-)?(?:(CHACHA20)-POLY1305|(AES|ARIA|CAMELLIA)(128|256)(?:-(GCM|CCM))?(?:-SHA(256|384))?)$/;

/**
 * Returns the name of a cipher suite in IANA's registry, as the semantic conventions want it; null for a suite that this server does not
 * negotiate. The suites of TLS 1.3 have the same name in OpenSSL.
 * @param name the OpenSSL name
 */
export function ianaCipherName(name: string): string | null {
  if (name.startsWith('TLS_')) return name;
  const parts = OPENSSL.exec(name);
  if (parts === null) return null;
  const [, exchange, key = 'RSA', chacha, block = '', bits = '', mode = 'CBC', hash] = parts;
  const keys = exchange === undefined ? key : `${exchange}_${key}`;
  if (chacha !== undefined) return `TLS_${keys}_WITH_CHACHA20_POLY1305_SHA256`;
  return `TLS_${keys}_WITH_${block}_${bits}_${mode}${hash === undefined ? '' : `_SHA${hash}`}`;
}
