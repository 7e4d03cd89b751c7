import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Issued } from '../../lib/certificates/issue.js';

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
  readonly cleanup: () => void;
}

type Role = Exclude<keyof TestCertificates, 'directory' | 'cleanup'>;

export type AllIssued = Readonly<Record<Role, Issued>>;

/** The common name of `oddClient`. */
export const ODD_NAME = 'Ev\u0000il\n\u001b[31m, CN=admin "\\0a" \u202e\u{1f600}#+=;';

const DAY_MS = 86_400_000;

let shared: TestCertificates | null = null;

/**
 * Made at the first call, and the same for every later one in this process until `cleanup`. Synchronous: a file of tests that awaits
 * before its first test cannot share a worker with others.
 */
export function testCertificates(): TestCertificates {
  shared ??= makeAll();
  return shared;
}

function makeAll(): TestCertificates {
  const directory = mkdtempSync(join(tmpdir(), 'tlslp-certificates-'));
  const issued = kept() ?? issueAndKeep();
  const save = (role: Role): PemFiles => {
    const { certPem, keyPem } = issued[role];
    const [certPath, keyPath] = [join(directory, `${role}-cert.pem`), join(directory, `${role}-key.pem`)];
    writeFileSync(certPath, certPem);
    writeFileSync(keyPath, keyPem, { mode: 0o600 });
    return { certPem, keyPem, certPath, keyPath };
  };
  return {
    ca: save('ca'),
    server: save('server'),
    expiredServer: save('expiredServer'),
    otherServer: save('otherServer'),
    client: save('client'),
    expiredClient: save('expiredClient'),
    wrongUsageClient: save('wrongUsageClient'),
    oddClient: save('oddClient'),
    strangerCa: save('strangerCa'),
    strangerClient: save('strangerClient'),
    strangerServer: save('strangerServer'),
    directory,
    cleanup: () => {
      shared = null;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

// Most files of tests want certificates, and to issue them costs each most of a second: they are kept for a day, beside the build
// that issued them, and the module that issues them is loaded once.
const ISSUERS = ['../../lib/certificates/issue.js', './issue-certificates.js'].map(
  (path) => new URL(path, import.meta.url),
);
const KEPT = new URL('../../test-certificates.json', import.meta.url);

/** Null where there are none, or none of today and of this build. */
function kept(): AllIssued | null {
  try {
    const { mtimeMs } = statSync(KEPT);
    const built = ISSUERS.map((url) => statSync(url).mtimeMs);
    if (Date.now() - mtimeMs > DAY_MS || mtimeMs < Math.max(...built)) return null;
    return JSON.parse(readFileSync(KEPT, 'utf8')) as AllIssued;
  } catch {
    return null;
  }
}

function issueAndKeep(): AllIssued {
  const script = fileURLToPath(new URL('./issue-certificates.js', import.meta.url));
  execFileSync(process.execPath, [script, fileURLToPath(KEPT)]);
  return JSON.parse(readFileSync(KEPT, 'utf8')) as AllIssued;
}
