import { join } from 'node:path';
import { checkAuthority, checkPair, unusableCertificate } from './check.js';
import { FILES, makeDirectory, modeOf, readIfThere, writeNew, type FileRole } from './files.js';
import { issueLeaf, makeAuthority, type Issued, type LeafOptions } from './issue.js';
import { importKeyPem, isEncryptedKey } from './keys.js';
import { withLock } from './lock.js';
import { finishServerRenewal, isRenewalUnfinished } from './renew-server.js';
import { noPassphrase, openedKey, type AskPassphrase } from './open-authority.js';

/** A file of the directory, with its current contents. */
export interface CertificateFile {
  readonly role: FileRole;
  readonly path: string;
  readonly pem: string;
  /** True if this call made the file, false if it existed before. */
  readonly made: boolean;
}

export interface EnsureOptions {
  /** The host names and addresses of a new server certificate. Default: localhost and its addresses. */
  readonly hosts?: readonly string[];
  /** How many days new server and client certificates are valid. Default: 730. */
  readonly days?: number;
  /** Encrypt the key of a new CA. Default: false. */
  readonly encryptCaKey?: boolean;
  /** Default: a key with a passphrase is an error. */
  readonly ask?: AskPassphrase;
}

type Found = Record<FileRole, string | null>;
type Pems = Map<FileRole, string>;
type NameOf = (role: FileRole) => string;

interface LeafKind {
  readonly cert: FileRole;
  readonly key: FileRole;
  readonly usage: LeafOptions['usage'];
}

const LEAFS: readonly LeafKind[] = [
  { cert: 'serverCert', key: 'serverKey', usage: 'server' },
  { cert: 'clientCert', key: 'clientKey', usage: 'client' },
];

// Keys come first: an interrupted run then leaves a key without a certificate, and the next run can certify it.
const ORDER: readonly FileRole[] = ['caKey', 'caCert', 'serverKey', 'serverCert', 'clientKey', 'clientCert'];

/**
 * Makes the missing files of a CA, a server certificate and a client certificate. It never overwrites a file. It makes nothing at all if
 * the new files would not match the existing ones.
 * @param directory made with mode 0700 if it is missing; keys have mode 0600
 * @throws {ConfigError} `unusable_certificate`, `unusable_file`; the message is one line that says what to do
 */
export async function ensureCertificates(
  directory: string,
  options: EnsureOptions = {},
): Promise<readonly CertificateFile[]> {
  const found = await readAll(directory);
  // Where nothing is to be made, nothing is locked: the directory may be read-only. The key of the CA may be elsewhere.
  const isWhole = ORDER.every((role) => role === 'caKey' || found[role] !== null);
  if (isWhole && !(await isRenewalUnfinished(directory))) return ensure(directory, found, options);
  await makeDirectory(directory);
  return withLock(directory, async () => {
    await finishServerRenewal(directory);
    return ensure(directory, await readAll(directory), options);
  });
}

async function ensure(
  directory: string,
  found: Found,
  options: EnsureOptions,
): Promise<readonly CertificateFile[]> {
  const made = await makeMissing(found, (role) => join(directory, FILES[role]), options);
  const files: CertificateFile[] = [];
  for (const role of ORDER) {
    const path = join(directory, FILES[role]);
    const fresh = made.get(role);
    if (fresh !== undefined) await writeNew(path, fresh, modeOf(role));
    const pem = fresh ?? found[role];
    if (pem !== null) files.push({ role, path, pem, made: fresh !== undefined });
  }
  return files;
}

async function readAll(directory: string): Promise<Found> {
  const entries = ORDER.map(async (role) => [role, await readIfThere(join(directory, FILES[role]))] as const);
  return Object.fromEntries(await Promise.all(entries)) as Found;
}

// Checks and makes everything in memory before the first file is written: a failed check leaves the directory unchanged.
async function makeMissing(found: Found, nameOf: NameOf, options: EnsureOptions): Promise<Pems> {
  const { ask = noPassphrase, hosts, days, encryptCaKey = false } = options;
  if (encryptCaKey && found.caKey !== null && !isEncryptedKey(found.caKey)) {
    throw unusableCertificate(`${nameOf('caKey')} exists and is not encrypted. Only a new key is encrypted.`);
  }
  const missing = LEAFS.filter((leaf) => !isWhole(found, leaf, nameOf));
  const authority = await authorityFor(found, missing, nameOf, ask);
  const made: Pems = new Map();
  if (authority === null) return made;
  if (found.caCert === null) made.set('caCert', authority.certPem);
  if (found.caKey === null) {
    const { keyPem } = authority;
    made.set('caKey', encryptCaKey ? await encrypted(keyPem, await ask(nameOf('caKey'), 'set')) : keyPem);
  }
  for (const { usage, cert, key } of missing) {
    const issued = await issueLeaf(authority, {
      usage,
      ...(usage === 'server' && hosts !== undefined ? { hosts } : {}),
      ...(days === undefined ? {} : { days }),
      ...(await reuse(found[key], nameOf(key))),
    });
    made.set(cert, issued.certPem);
    if (found[key] === null) made.set(key, issued.keyPem);
  }
  return made;
}

/** Whether the certificate and its key exist and match. A key alone is no error: it can be certified. */
function isWhole(found: Found, { cert, key }: LeafKind, nameOf: NameOf): boolean {
  const [certPem, keyPem] = [found[cert], found[key]];
  if (certPem === null) return false;
  if (keyPem === null) {
    throw unusableCertificate(
      `The key of ${nameOf(cert)} is missing. Put ${nameOf(key)} back, or move the certificate away, and run again.`,
    );
  }
  checkPair({ certPem, keyPem }, nameOf(cert), nameOf(key));
  return true;
}

/** Returns the CA that issues the missing certificates; null if none is missing and the key of the CA cannot be opened or is elsewhere. */
async function authorityFor(
  found: Found,
  missing: readonly LeafKind[],
  nameOf: NameOf,
  ask: AskPassphrase,
): Promise<Issued | null> {
  const { caCert: certPem, caKey: keyPem } = found;
  if (certPem === null) return makeAuthorityAnew(found, nameOf, ask);
  if (keyPem !== null) {
    // Nobody is asked for a passphrase without need.
    if (missing.length === 0 && isEncryptedKey(keyPem)) return null;
    const ca = { certPem, keyPem: await openedKey(keyPem, nameOf('caKey'), ask) };
    checkPair(ca, nameOf('caCert'), nameOf('caKey'));
    if (missing.length > 0) await checkAuthority(ca, nameOf('caCert'), nameOf('caKey'));
    return ca;
  }
  if (missing.length === 0) return null;
  const wanted = missing.map(({ cert }) => nameOf(cert)).join(' and ');
  throw unusableCertificate(
    `${nameOf('caKey')} is missing, so ${wanted} cannot be issued. ` +
      `Put it back, or move the whole directory away, and run again.`,
  );
}

async function makeAuthorityAnew(found: Found, nameOf: NameOf, ask: AskPassphrase): Promise<Issued> {
  const orphan = LEAFS.find(({ cert }) => found[cert] !== null);
  if (orphan !== undefined) {
    throw unusableCertificate(
      `The CA that issued ${nameOf(orphan.cert)} is missing. ` +
        `Put ${nameOf('caCert')} back, or move the whole directory away, and run again.`,
    );
  }
  const name = nameOf('caKey');
  return makeAuthority(
    found.caKey === null ? {} : await reuse(await openedKey(found.caKey, name, ask), name),
  );
}

async function reuse(keyPem: string | null, name: string): Promise<{ keyPem?: string }> {
  if (keyPem === null) return {};
  await importKeyPem(keyPem, name);
  return { keyPem };
}

async function encrypted(keyPem: string, passphrase: string): Promise<string> {
  // Loaded on demand: few keys are encrypted.
  const { encryptKeyPem } = await import('./encrypt-key.js');
  return encryptKeyPem(keyPem, passphrase);
}
