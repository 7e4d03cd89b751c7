import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import {
  type AuthenticatedSafe,
  CertBag,
  PFX,
  PKCS8ShroudedKeyBag,
  PrivateKeyInfo,
  type SafeContents,
  type SafeBag,
} from 'pkijs';
import { arrayBufferOf } from '../encrypt-key.js';
import type { AskPassword, Item } from '../inspect/item.js';

/** A stranger's file may ask for a hash that takes long. A few seconds. (From 2^24 on, the library takes the number for 0.) */
const MAX_ROUNDS = 1_000_000;

type BundleItem = Extract<Item, { kind: 'p12' | 'locked-p12' }>;

/** Opens a .p12 file. Null if it is none. */
export async function openBundle(bytes: Buffer, ask: AskPassword): Promise<BundleItem | null> {
  let bundle: PFX;
  try {
    bundle = PFX.fromBER(arrayBufferOf(bytes));
  } catch {
    return null;
  }
  const rounds = bundle.macData?.iterations ?? 1;
  if (rounds > MAX_ROUNDS)
    return locked(`its password would be hashed ${rounds} times, more than ${MAX_ROUNDS}`);
  const password = await ask();
  if (password === null) return locked(null);
  const secret = arrayBufferOf(Buffer.from(password, 'utf8'));
  try {
    await bundle.parseInternalValues({ password: secret, checkIntegrity: true });
  } catch {
    return locked('the password is wrong, or the file is damaged');
  }
  try {
    return await contentsOf(bundle.parsedValue?.authenticatedSafe, secret);
  } catch {
    return locked('it is encrypted in a way that is not read here; openssl pkcs12 -info may open it');
  }
}

async function contentsOf(safe: AuthenticatedSafe | undefined, password: ArrayBuffer): Promise<BundleItem> {
  if (safe === undefined) throw new Error('a bundle without contents');
  await safe.parseInternalValues({ safeContents: safe.safeContents.map(() => ({ password })) });
  const parsed = safe.parsedValue as { safeContents: { value: SafeContents }[] } | undefined;
  const bags = (parsed?.safeContents ?? []).flatMap(({ value }) => value.safeBags);
  const certificates: X509Certificate[] = [];
  const keys: KeyObject[] = [];
  for (const bag of bags) {
    const certificate = certificateIn(bag);
    if (certificate !== null) certificates.push(certificate);
    const key = await keyIn(bag, password);
    if (key !== null) keys.push(key);
  }
  return { kind: 'p12', certificates, keys };
}

function certificateIn({ bagValue }: SafeBag): X509Certificate | null {
  const value: unknown = bagValue;
  if (!(value instanceof CertBag)) return null;
  const parsed: unknown = value.parsedValue;
  if (parsed === null || typeof parsed !== 'object' || !('toSchema' in parsed)) return null;
  const { toSchema } = parsed as { toSchema: () => { toBER: () => ArrayBuffer } };
  return new X509Certificate(Buffer.from(toSchema.call(parsed).toBER()));
}

async function keyIn({ bagValue }: SafeBag, password: ArrayBuffer): Promise<KeyObject | null> {
  const value: unknown = bagValue;
  if (value instanceof PrivateKeyInfo) return keyOf(value);
  if (!(value instanceof PKCS8ShroudedKeyBag)) return null;
  // The types have it as protected; the package has no other way to open it.
  await (
    value as unknown as { parseInternalValues: (options: { password: ArrayBuffer }) => Promise<void> }
  ).parseInternalValues({ password });
  return value.parsedValue === undefined ? null : keyOf(value.parsedValue);
}

function keyOf(info: PrivateKeyInfo): KeyObject {
  return createPrivateKey({ key: Buffer.from(info.toSchema().toBER(false)), format: 'der', type: 'pkcs8' });
}

function locked(problem: string | null): BundleItem {
  return { kind: 'locked-p12', problem };
}
