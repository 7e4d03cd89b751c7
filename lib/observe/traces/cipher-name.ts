/** ECDHE-RSA-AES128-GCM-SHA256 and the like: key exchange, key of the certificate, cipher, key size, mode, hash. */
const OPENSSL =
  /^(ECDHE|DHE)-(RSA|ECDSA)-(?:(CHACHA20-POLY1305)|(AES|ARIA|CAMELLIA)(128|256)(?:-(GCM))?-SHA(256|384))$/;

/**
 * Returns the name of a cipher suite in IANA's registry, which the semantic conventions want; null for a suite that this server does not
 * negotiate. The names of TLS 1.3 are IANA's in OpenSSL too.
 * @param name the OpenSSL name
 */
export function ianaCipherName(name: string): string | null {
  if (name.startsWith('TLS_')) return name;
  const [, exchange, key, chacha, block = '', bits = '', gcm = 'CBC', hash = ''] = OPENSSL.exec(name) ?? [];
  if (exchange === undefined || key === undefined) return null;
  const cipher = chacha === undefined ? `${block}_${bits}_${gcm}_SHA${hash}` : 'CHACHA20_POLY1305_SHA256';
  return `TLS_${exchange}_${key}_WITH_${cipher}`;
}
