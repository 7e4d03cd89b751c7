import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueLeaf, makeAuthority, type Issued } from '../../scripts/certificates/issue.js';

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

async function makeAll(): Promise<TestCertificates> {
  const directory = await mkdtemp(join(tmpdir(), 'tlslp-certificates-'));
  const save = async (name: string, issued: Issued): Promise<PemFiles> => {
    const [certPath, keyPath] = [join(directory, `${name}-cert.pem`), join(directory, `${name}-key.pem`)];
    await writeFile(certPath, issued.certPem);
    await writeFile(keyPath, issued.keyPem, { mode: 0o600 });
    return { ...issued, certPath, keyPath };
  };
  const ca = await makeAuthority({ subject: { CN: 'Test CA' } });
  const strangerCa = await makeAuthority({ subject: { CN: "Stranger's CA" } });
  const past = {
    notBefore: new Date(Date.now() - 1460 * DAY_MS),
    notAfter: new Date(Date.now() - 730 * DAY_MS),
  };
  return {
    directory,
    ca: await save('ca', ca),
    server: await save('server', await issueLeaf(ca, { usage: 'server' })),
    expiredServer: await save('expired-server', await issueLeaf(ca, { usage: 'server', ...past })),
    otherServer: await save(
      'other-server',
      await issueLeaf(ca, { usage: 'server', hosts: ['other.example'], subject: { CN: 'other.example' } }),
    ),
    client: await save('client', await issueLeaf(ca, { usage: 'client', subject: { CN: 'Test client' } })),
    expiredClient: await save('expired-client', await issueLeaf(ca, { usage: 'client', ...past })),
    wrongUsageClient: await save('wrong-usage-client', await issueLeaf(ca, { usage: 'server', hosts: [] })),
    oddClient: await save('odd-client', await issueLeaf(ca, { usage: 'client', subject: { CN: ODD_NAME } })),
    strangerCa: await save('stranger-ca', strangerCa),
    strangerClient: await save('stranger-client', await issueLeaf(strangerCa, { usage: 'client' })),
    strangerServer: await save('stranger-server', await issueLeaf(strangerCa, { usage: 'server' })),
    cleanup: async () => {
      shared = null;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
