import { createPrivateKey, X509Certificate } from 'node:crypto';
import { codeOf } from '../../protocol/system-errors.js';
import { isEncryptedKey } from '../keys.js';
import type { AskPassword, Item } from './item.js';

const PEM_BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g;
const DER_SEQUENCE = 0x30;

/** Finds out what is in a file. What is of no known kind yields nothing. */
export async function contentsOf(bytes: Buffer, ask: AskPassword): Promise<readonly Item[]> {
  let asked: Promise<string | null> | undefined;
  const once: AskPassword = () => (asked ??= ask());
  if (bytes[0] === DER_SEQUENCE) return derItems(bytes, once);
  const items: Item[] = [];
  for (const [block, label = ''] of bytes.toString('latin1').matchAll(PEM_BLOCK)) {
    const item = await pemItem(label, block, once);
    if (item !== null) items.push(item);
  }
  return items;
}

async function pemItem(label: string, block: string, ask: AskPassword): Promise<Item | null> {
  if (label === 'CERTIFICATE' || label === 'TRUSTED CERTIFICATE') return certificateItem(block);
  if (label.endsWith('PRIVATE KEY')) return keyItem(block, ask);
  return label === 'X509 CRL' || label === 'CRL' ? crlItem(derOf(block), label) : null;
}

async function derItems(bytes: Buffer, ask: AskPassword): Promise<readonly Item[]> {
  const certificate = certificateItem(bytes);
  if (certificate.kind === 'certificate') return [certificate];
  const crl = await crlItem(bytes, 'DER');
  if (crl.kind === 'crl') return [crl];
  for (const type of ['pkcs8', 'sec1', 'pkcs1'] as const) {
    try {
      const key = createPrivateKey({ key: bytes, format: 'der', type });
      return [{ kind: 'key', key, encrypted: false }];
    } catch {
      // Of another kind.
    }
  }
  const { openBundle } = await import('../pkcs12/open-bundle.js');
  const bundle = await openBundle(bytes, ask);
  return bundle === null ? [] : [bundle];
}

function certificateItem(source: string | Buffer): Item {
  try {
    return { kind: 'certificate', certificate: new X509Certificate(source) };
  } catch {
    return { kind: 'broken', what: 'certificate' };
  }
}

async function keyItem(block: string, ask: AskPassword): Promise<Item> {
  const encrypted = isEncryptedKey(block);
  const passphrase = encrypted ? await ask() : null;
  if (encrypted && passphrase === null) return { kind: 'locked-key', problem: null };
  try {
    const key = createPrivateKey({ key: block, ...(passphrase === null ? {} : { passphrase }) });
    return { kind: 'key', key, encrypted };
  } catch (error) {
    if (!encrypted) return { kind: 'broken', what: 'private key' };
    const wrong = codeOf(error) === 'ERR_OSSL_BAD_DECRYPT';
    return {
      kind: 'locked-key',
      problem: wrong ? 'the password is wrong' : 'the password is wrong, or the key is damaged',
    };
  }
}

async function crlItem(der: Uint8Array, label: string): Promise<Item> {
  const { crlContents, parseCrl } = await import('../crl.js');
  try {
    return { kind: 'crl', crl: crlContents(parseCrl(der)), der, label };
  } catch {
    return { kind: 'broken', what: 'list of revoked certificates' };
  }
}

function derOf(block: string): Buffer {
  return Buffer.from(block.replace(/-----[^-]*-----/g, ''), 'base64');
}
