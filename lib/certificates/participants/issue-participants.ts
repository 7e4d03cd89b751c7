import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../../protocol/system-errors.js';
import { TEMPORARY_PREFIX, unusableFile } from '../files.js';
import { CLIENTS } from '../find-certificates.js';
import { signerOf } from '../issue.js';
import { withLock } from '../lock.js';
import { openAuthority, type AskPassphrase } from '../open-authority.js';
import { OpenIndex } from '../open-index.js';
import { ClientFolders, type BundleMaker, type IssueResult } from './client-folders.js';
import { planTasks, type Task } from './plan.js';
import type { Participant } from './rules.js';

/** How many folders are written at once: a disk syncs several files in the time of one. */
const AT_ONCE = 8;

export interface IssueOptions {
  readonly ask?: AskPassphrase;
  /** How many days a certificate is valid. Default: 730, but no longer than its CA. */
  readonly days?: number;
  /** Whether a participant whose certificate is revoked gets a new one. */
  readonly afterRevocation: boolean;
  /** Makes a .p12 file in place of the key; null for a key in PEM. */
  readonly bundles: BundleMaker | null;
  /** Ends the work between two folders. */
  readonly signal?: AbortSignal;
}

/**
 * Makes a certificate and a folder for each participant who has none. A folder appears whole or not at all. Nothing is overwritten: the
 * folder of an old certificate moves to `clients-old`.
 * @param report is called for each participant, in order. It is told a password before the file appears, so that no file is left whose
 *   password nobody saw
 * @throws {ConfigError} `unusable_file`, `unusable_certificate`
 */
export async function issueParticipants(
  directory: string,
  participants: readonly Participant[],
  options: IssueOptions,
  report: (result: IssueResult) => Promise<void>,
): Promise<void> {
  await withLock(directory, async () => {
    const ca = await openAuthority(directory, options.ask);
    const index = await OpenIndex.open(directory, ca.certPem);
    const tasks = planTasks(participants, {
      certificates: index.certificates,
      folders: await foldersIn(join(directory, CLIENTS)),
      afterRevocation: options.afterRevocation,
    });
    const folders = new ClientFolders({
      directory,
      caPem: ca.certPem,
      signer: await signerOf(ca),
      index,
      days: options.days,
      bundles: options.bundles,
    });
    try {
      for (let i = 0; i < tasks.length; i += AT_ONCE) {
        options.signal?.throwIfAborted();
        await performAll(tasks.slice(i, i + AT_ONCE), folders, report);
      }
    } finally {
      await index.save();
    }
  });
}

async function performAll(
  tasks: readonly Task[],
  folders: ClientFolders,
  report: (result: IssueResult) => Promise<void>,
): Promise<void> {
  const settled = await Promise.allSettled(tasks.map((task) => folders.prepare(task)));
  const prepared = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  try {
    const failed = settled.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    for (let next = prepared[0]; next !== undefined; next = prepared[0]) {
      await report(next.result);
      await next.finish();
      prepared.shift();
    }
  } finally {
    for (const { abandon } of prepared) await abandon();
  }
}

/** Returns the folders of clients, and removes what a run that was killed has left. */
async function foldersIn(clients: string): Promise<string[]> {
  const names = await readdir(clients).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw unusableFile(clients, 'cannot be read', error);
  });
  for (const name of names.filter((other) => other.startsWith(TEMPORARY_PREFIX))) {
    await rm(join(clients, name), { recursive: true, force: true });
  }
  return names.filter((name) => !name.startsWith('.'));
}
