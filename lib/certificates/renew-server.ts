import { constants, copyFile, link, rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { codeOf } from '../protocol/system-errors.js';
import { changeIndex } from './change-index.js';
import { belongTogether } from './check.js';
import { dated } from './dated.js';
import { FILES, modeOf, moveFile, readIfThere, TEMPORARY_PREFIX, unusableFile, writeNew } from './files.js';
import { indexedPem } from './find-certificates.js';
import { hostsOf } from './hosts-of.js';
import { issueBy, LOCAL_HOSTS, signerOf } from './issue.js';
import type { AskPassphrase } from './open-authority.js';

export interface RenewOptions {
  readonly ask?: AskPassphrase;
  /** Default: those of the certificate that is there; localhost and its addresses if none is. */
  readonly hosts?: readonly string[];
  /** Default: 730, but no longer than the CA. */
  readonly days?: number;
}

export interface RenewedServer {
  readonly certPath: string;
  readonly keyPath: string;
  readonly certPem: string;
  /** Where the old certificate and its key are now; null for one that was not there. */
  readonly oldCertPath: string | null;
  readonly oldKeyPath: string | null;
}

type ServerFile = 'serverCert' | 'serverKey';

/**
 * Makes a new certificate and key for the server, at the paths of the old ones. The old ones stay beside them under a dated name. A server
 * that reloads in between finds a pair that does not match, and keeps the old one.
 * @throws {ConfigError} `unusable_file`, `unusable_certificate`
 */
export function renewServer(directory: string, options: RenewOptions = {}): Promise<RenewedServer> {
  return changeIndex(directory, options.ask, async (index, ca) => {
    await finishServerRenewal(directory);
    const [certPath, keyPath] = [join(directory, FILES.serverCert), join(directory, FILES.serverKey)];
    const issued = await issueBy(await signerOf(ca), {
      usage: 'server',
      hosts: options.hosts ?? (await hostsIn(certPath)) ?? LOCAL_HOSTS,
      ...(options.days === undefined ? {} : { days: options.days }),
    });
    const now = new Date();
    const oldCertPath = await keepOld(certPath, now);
    const oldKeyPath = await keepOld(keyPath, now);
    await writeNew(asideOf(directory, 'serverCert'), issued.certPem, modeOf('serverCert'));
    await writeNew(asideOf(directory, 'serverKey'), issued.keyPem, modeOf('serverKey'));
    // The key first: `finishServerRenewal` knows by the certificate that is left whether the key has moved.
    await moveFile(asideOf(directory, 'serverKey'), keyPath);
    await moveFile(asideOf(directory, 'serverCert'), certPath);
    index.add(indexedPem(issued.certPem));
    return { certPath, keyPath, certPem: issued.certPem, oldCertPath, oldKeyPath };
  });
}

async function hostsIn(certPath: string): Promise<readonly string[] | null> {
  const pem = await readIfThere(certPath);
  const hosts = pem === null ? [] : hostsOf(pem, certPath);
  return hosts.length === 0 ? null : hosts;
}

function asideOf(directory: string, role: ServerFile): string {
  return join(directory, `${TEMPORARY_PREFIX}${FILES[role]}`);
}

/** Whether a renewal was killed before its end, see `finishServerRenewal`. */
export async function isRenewalUnfinished(directory: string): Promise<boolean> {
  return (await readIfThere(asideOf(directory, 'serverCert'))) !== null;
}

/**
 * Ends what a killed renewal has begun. A new certificate whose key has moved follows it. Otherwise neither is in use yet, and both go.
 * Call it under the lock.
 */
export async function finishServerRenewal(directory: string): Promise<void> {
  const [cert, key] = [asideOf(directory, 'serverCert'), asideOf(directory, 'serverKey')];
  const [certPem, keyPem] = [await readIfThere(cert), await readIfThere(key)];
  const current = await readIfThere(join(directory, FILES.serverKey));
  if (certPem !== null && keyPem === null && current !== null && belongTogether(certPem, current)) {
    await moveFile(cert, join(directory, FILES.serverCert));
  }
  for (const path of [cert, key]) await rm(path, { force: true });
}

/** Gives a file a second name, so that its own can be replaced. Null if there is no such file. */
async function keepOld(path: string, now: Date): Promise<string | null> {
  const old = await dated(path, extname(path), now);
  try {
    await link(path, old);
    return old;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
  }
  // Some file systems have no second names.
  try {
    await copyFile(path, old, constants.COPYFILE_EXCL);
    return old;
  } catch (error) {
    throw unusableFile(old, 'cannot be created', error);
  }
}
