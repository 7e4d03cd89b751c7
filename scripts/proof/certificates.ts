import '../../lib/certificates/reflect.js';
import { X509Certificate } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { issueBy, signerOf, type Issued } from '../../lib/certificates/issue.js';

/** A client's certificate: the paths of its files, and its fingerprint as records have it. */
export interface ProofCertificate {
  readonly clientCert: string;
  readonly privateKey: string;
  readonly fingerprint: string;
}

/** Issues so many client certificates, and writes them to a directory, which it makes. */
export async function issueClients(
  ca: Issued,
  count: number,
  directory: string,
): Promise<readonly ProofCertificate[]> {
  const signer = await signerOf(ca);
  await mkdir(directory, { recursive: true });
  const issue = async (_: unknown, n: number): Promise<ProofCertificate> => {
    const subject = { CN: `Participant ${n}`, OU: 'The proof' };
    return saveClient(
      await issueBy(signer, { usage: 'client', subject }),
      join(directory, `participant-${n}`),
    );
  };
  return Promise.all(Array.from({ length: count }, issue));
}

/** Writes a client's certificate and its key to files whose names begin so. */
async function saveClient({ certPem, keyPem }: Issued, path: string): Promise<ProofCertificate> {
  const [clientCert, privateKey] = [`${path}-cert.pem`, `${path}-key.pem`];
  await Promise.all([writeFile(clientCert, certPem), writeFile(privateKey, keyPem, { mode: 0o600 })]);
  return { clientCert, privateKey, fingerprint: new X509Certificate(certPem).fingerprint256 };
}
