/** The first bytes of version 1. */
export const V1_SIGNATURE: readonly number[] = [...Buffer.from('PROXY ', 'latin1')];

/** The first bytes of version 2. */
export const V2_SIGNATURE: readonly number[] = [...Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1')];

/** Returns whether bytes begin as a header does, of version 1 or 2. Of fewer bytes than a signature has, false. */
export function hasProxySignature(bytes: Uint8Array): boolean {
  return isPrefix(V1_SIGNATURE, bytes) || isPrefix(V2_SIGNATURE, bytes);
}

export function isPrefix(prefix: readonly number[], bytes: Uint8Array): boolean {
  return bytes.length >= prefix.length && prefix.every((byte, at) => bytes[at] === byte);
}
