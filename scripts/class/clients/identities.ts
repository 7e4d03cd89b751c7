import { X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSecureContext, type SecureContext } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../../bench/command.js';
import { rosterCsv } from '../roster.js';
import type { PlannedParticipant } from './participant.js';

/** What a client shows of itself. */
export interface Identity {
  /** The SHA-256 fingerprint of its own certificate, as `AB:CD:...`. */
  readonly id: string;
  readonly secureContext: SecureContext;
}

const CERTS = fileURLToPath(new URL('../../../../bin/tlslp-certs', import.meta.url));

/**
 * Makes the CA, the certificates of the server and of everybody in a roster, and those of another CA, all by `tlslp-certs`.
 *
 * @param directory gets `roster.csv`, `certificates/` and `other-ca/`
 */
export async function makeCertificates(
  directory: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const roster = join(directory, 'roster.csv');
  await writeFile(roster, rosterCsv(names));
  const certs = (...args: readonly string[]) => runCommand(process.execPath, [CERTS, ...args], { signal });
  const [ours, other] = [certificatesIn(directory), join(directory, 'other-ca')];
  await certs('init', '--directory', ours);
  await certs('init', '--directory', other);
  await certs('client', '--from', roster, '--directory', ours);
}

export function certificatesIn(directory: string): string {
  return join(directory, 'certificates');
}

/** Reads what each participant shows. */
export async function readIdentities(
  directory: string,
  plan: readonly PlannedParticipant[],
): Promise<ReadonlyMap<PlannedParticipant, Identity>> {
  const ca = await readFile(join(certificatesIn(directory), 'ca_cert.pem'));
  const identities = await Promise.all(
    plan.map(async (participant) => {
      // The certificate has the composed form of a name, as its folder has.
      const folder = participant.name.normalize('NFC');
      const own = await readPair(join(certificatesIn(directory), 'clients', folder));
      const shown = participant.shown === 'untrusted' ? await readPair(join(directory, 'other-ca')) : own;
      const secureContext = createSecureContext(participant.shown === 'none' ? { ca } : { ca, ...shown });
      return [participant, { id: new X509Certificate(own.cert).fingerprint256, secureContext }] as const;
    }),
  );
  return new Map(identities);
}

async function readPair(folder: string): Promise<{ cert: Buffer; key: Buffer }> {
  const read = (file: string) => readFile(join(folder, file));
  const [cert, key] = await Promise.all([read('client_cert.pem'), read('ec_private_key.pem')]);
  return { cert, key };
}
