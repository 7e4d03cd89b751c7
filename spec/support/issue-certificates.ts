import '../../lib/certificates/reflect.js';
import { randomUUID } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { issueLeaf, makeAuthority } from '../../lib/certificates/issue.js';
import { ODD_NAME, type AllIssued } from './certificates.js';

// A program of its own: the tests read what it writes, and do not load its library.

const DAY_MS = 86_400_000;

async function issueAll(): Promise<AllIssued> {
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

// Written aside and renamed: other files of tests read it meanwhile, or do the same.
const [path = ''] = process.argv.slice(2);
const aside = `${path}.${randomUUID()}`;
await writeFile(aside, JSON.stringify(await issueAll()), { mode: 0o600 });
await rename(aside, path);
