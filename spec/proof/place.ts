import '../../lib/certificates/reflect.js';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { issueBy, signerOf, type Issued } from '../../lib/certificates/issue.js';
import { testCertificates } from '../support/certificates.js';

/** The participants' certificates, and a directory for everything that the proof writes. */
export interface Place {
  readonly directory: string;
  readonly participants: readonly Issued[];
  /** Returns a directory of this name, which is there. */
  readonly folder: (name: string) => Promise<string>;
}

/** Makes a place. Its directory is gone after the test, unless the test failed: then its path is said, with the logs in it. */
export async function makePlace(t: ExecutionContext, participants: number): Promise<Place> {
  const directory = await mkdtemp(join(tmpdir(), 'tlslp-proof-'));
  t.teardown(async () => {
    if (t.passed) await rm(directory, { recursive: true, force: true });
    else t.log(`The logs of every program are in ${directory}`);
  });
  const ca = await signerOf(testCertificates().ca);
  const issue = (_: unknown, n: number): Promise<Issued> =>
    issueBy(ca, { usage: 'client', subject: { CN: `Participant ${n}`, OU: 'The proof' } });
  return {
    directory,
    participants: await Promise.all(Array.from({ length: participants }, issue)),
    folder: async (name) => {
      const path = join(directory, name);
      await mkdir(path, { recursive: true });
      return path;
    },
  };
}

/** Keeps what a program prints. */
export async function keepFile(place: Place, name: string, text: string): Promise<string> {
  const path = join(place.directory, name);
  await writeFile(path, text, { mode: 0o600 });
  return path;
}
