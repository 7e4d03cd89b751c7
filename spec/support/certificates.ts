import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Issued } from '../../scripts/certificates/issue.js';

/** A certificate and its key, in memory and as files. */
export interface PemFiles extends Issued {
  readonly certPath: string;
  readonly keyPath: string;
}

export interface TestCertificates {
  /** A temporary directory that holds all the files below and nothing else. */
  readonly directory: string;
  readonly ca: PemFiles;
  /** For localhost, 127.0.0.1 and ::1. */
  readonly server: PemFiles;
  /** Good until two years ago. */
  readonly expiredServer: PemFiles;
  /** For other.example alone. */
  readonly otherServer: PemFiles;
  readonly client: PemFiles;
  /** Of our CA, but good until two years ago. */
  readonly expiredClient: PemFiles;
  /** Of our CA, but for servers. */
  readonly wrongUsageClient: PemFiles;
  /** Of our CA, and its subject is full of what a terminal must not see: {@link ODD_NAME}. */
  readonly oddClient: PemFiles;
  /** A CA that nobody here trusts. */
  readonly strangerCa: PemFiles;
  readonly strangerClient: PemFiles;
  readonly strangerServer: PemFiles;
  /** Removes the directory. Call it in `test.after.always`. */
  readonly cleanup: () => Promise<void>;
}

/** The common name of `oddClient`. */
export const ODD_NAME = 'Ev\u0000il\n\u001b[31m, CN=admin "\\0a" \u202e\u{1f600}#+=;';

const DAY_MS = 86_400_000;

let shared: Promise<TestCertificates> | null = null;

/** Made at the first call, and the same for every later one in this process until `cleanup`. */
export function testCertificates(): Promise<TestCertificates> {
  shared ??= makeAll();
  return shared;
}

const ROLES = [
  'ca',
  'server',
  'expiredServer',
  'otherServer',
  'client',
  'expiredClient',
  'wrongUsageClient',
  'oddClient',
  'strangerCa',
  'strangerClient',
  'strangerServer',
] as const;
type Role = (typeof ROLES)[number];
type AllIssued = Readonly<Record<Role, Issued>>;

async function makeAll(): Promise<TestCertificates> {
  const directory = await mkdtemp(join(tmpdir(), 'tlslp-certificates-'));
  const issued = (await kept()) ?? (await issueAndKeep());
  const save = async (role: Role): Promise<[Role, PemFiles]> => {
    const { certPem, keyPem } = issued[role];
    const [certPath, keyPath] = [join(directory, `${role}-cert.pem`), join(directory, `${role}-key.pem`)];
    await writeFile(certPath, certPem);
    await writeFile(keyPath, keyPem, { mode: 0o600 });
    return [role, { certPem, keyPem, certPath, keyPath }];
  };
  return {
    ...(Object.fromEntries(await Promise.all(ROLES.map(save))) as Record<Role, PemFiles>),
    directory,
    cleanup: async () => {
      shared = null;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

// Most files of tests want certificates, and to issue them costs each most of a second: they are kept for a day, beside the build
// that issued them, and the module that issues them is loaded once.
const ISSUER = new URL('../../scripts/certificates/issue.js', import.meta.url);
const KEPT = new URL('../../test-certificates.json', import.meta.url);

/** Null where there are none, or none of today and of this build. */
async function kept(): Promise<AllIssued | null> {
  try {
    const { mtimeMs } = await stat(KEPT);
    const built = (await Promise.all([ISSUER, import.meta.url].map((url) => stat(new URL(url))))).map(
      (file) => file.mtimeMs,
    );
    if (Date.now() - mtimeMs > DAY_MS || mtimeMs < Math.max(...built)) return null;
    return JSON.parse(await readFile(KEPT, 'utf8')) as AllIssued;
  } catch {
    return null;
  }
}

async function issueAndKeep(): Promise<AllIssued> {
  const issued = await issueAll();
  // Written aside and renamed: other files of tests read it meanwhile, or do the same.
  const aside = new URL(`${KEPT.href}.${randomUUID()}`);
  await writeFile(aside, JSON.stringify(issued), { mode: 0o600 });
  await rename(aside, KEPT);
  return issued;
}

async function issueAll(): Promise<AllIssued> {
  const { issueLeaf, makeAuthority } = await import('../../scripts/certificates/issue.js');
  const ca = await makeAuthority({ subject: { CN: 'Test CA' } });
  const strangerCa = await makeAuthority({ subject: { CN: "Stranger's CA" } });
  const past = {
    notBefore: new Date(Date.now() - 1460 * DAY_MS),
    notAfter: new Date(Date.now() - 730 * DAY_MS),
  };
  const other = { hosts: ['other.example'], subject: { CN: 'other.example' } };
  return {
    ca,
    server: await issueLeaf(ca, { usage: 'server' }),
    expiredServer: await issueLeaf(ca, { usage: 'server', ...past }),
    otherServer: await issueLeaf(ca, { usage: 'server', ...other }),
    client: await issueLeaf(ca, { usage: 'client', subject: { CN: 'Test client' } }),
    expiredClient: await issueLeaf(ca, { usage: 'client', ...past }),
    wrongUsageClient: await issueLeaf(ca, { usage: 'server', hosts: [] }),
    oddClient: await issueLeaf(ca, { usage: 'client', subject: { CN: ODD_NAME } }),
    strangerCa,
    strangerClient: await issueLeaf(strangerCa, { usage: 'client' }),
    strangerServer: await issueLeaf(strangerCa, { usage: 'server' }),
  };
}
