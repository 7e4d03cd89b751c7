import '../../lib/certificates/reflect.js';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { issueLeaf, makeAuthority, type Issued } from '../../lib/certificates/issue.js';

/** What the clients show and trust, and where the server finds its own. */
export interface Certificates {
  readonly ca: Issued;
  readonly client: Issued;
  readonly expiredClient: Issued;
  readonly futureClient: Issued;
  readonly serverAsClient: Issued;
  readonly strangerCa: Issued;
  readonly strangerClient: Issued;
  /** The files of the client: the CA that it should trust, one that it should not, its certificate and its key. */
  readonly files: Readonly<Record<'ca' | 'strangerCa' | 'client' | 'clientKey', string>>;
  /** The options of the server. */
  readonly args: readonly string[];
}

const DAY_MS = 86_400_000;

/** Issues all certificates, and writes those of the server into the directory. */
export async function issueCertificates(directory: string): Promise<Certificates> {
  const ca = await makeAuthority({ subject: { CN: 'Judge CA' } });
  const strangerCa = await makeAuthority({ subject: { CN: "Stranger's CA" } });
  const server = await issueLeaf(ca, { usage: 'server' });
  const day = (days: number): Date => new Date(Date.now() + days * DAY_MS);
  const past = { notBefore: day(-800), notAfter: day(-400) };
  const save = async (name: string, pem: string): Promise<string> => {
    const path = join(directory, name);
    await writeFile(path, pem, { mode: 0o600 });
    return path;
  };
  const client = await issueLeaf(ca, { usage: 'client', subject: { CN: 'Author' } });
  const caPath = await save('ca-cert.pem', ca.certPem);
  return {
    ca,
    client,
    files: {
      ca: caPath,
      strangerCa: await save('stranger-ca-cert.pem', strangerCa.certPem),
      client: await save('client-cert.pem', client.certPem),
      clientKey: await save('client-key.pem', client.keyPem),
    },
    expiredClient: await issueLeaf(ca, { usage: 'client', ...past }),
    futureClient: await issueLeaf(ca, { usage: 'client', notBefore: day(30), notAfter: day(60) }),
    serverAsClient: await issueLeaf(ca, { usage: 'server' }),
    strangerCa,
    strangerClient: await issueLeaf(strangerCa, { usage: 'client' }),
    args: [
      ...['--server-cert', await save('server-cert.pem', server.certPem)],
      ...['--server-key', await save('server-key.pem', server.keyPem)],
      ...['--ca-cert', caPath],
    ],
  };
}
