import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueLeaf, makeAuthority, type Issued, type LeafOptions } from '../../certificates/issue.js';

/** PEM texts, and the files that hold them. */
export interface PemFiles extends Issued {
  readonly certPath: string;
  readonly keyPath: string;
}

/** The certificates of a run: made for it, in a directory of its own, and removed with it. */
export class Pki {
  readonly directory: string;
  /** The CA that the peer under test trusts. */
  readonly ca: PemFiles;
  /** For localhost, 127.0.0.1 and ::1. */
  readonly server: PemFiles;
  readonly client: PemFiles;
  readonly #made = new Map<string, Promise<PemFiles>>();

  private constructor(directory: string, ca: PemFiles, server: PemFiles, client: PemFiles) {
    this.directory = directory;
    this.ca = ca;
    this.server = server;
    this.client = client;
  }

  /** Makes the certificates that every check needs. */
  static async create(): Promise<Pki> {
    const directory = await mkdtemp(join(tmpdir(), 'tlslp-check-'));
    const ca = await makeAuthority({ subject: { CN: 'tlslp-check CA' } });
    const [server, client] = await Promise.all([
      issueLeaf(ca, { usage: 'server' }),
      issueLeaf(ca, { usage: 'client', subject: { CN: 'tlslp-check client' } }),
    ]);
    return new Pki(
      directory,
      await save(directory, 'ca', ca),
      await save(directory, 'server', server),
      await save(directory, 'client', client),
    );
  }

  /** Makes something once, saves it by this name, and gives it to everyone who asks for the name. */
  made(name: string, make: () => Promise<Issued>): Promise<PemFiles> {
    let made = this.#made.get(name);
    if (made === undefined) {
      made = make().then((issued) => save(this.directory, name, issued));
      this.#made.set(name, made);
    }
    return made;
  }

  /** A certificate of the trusted CA. */
  leaf(name: string, options: LeafOptions): Promise<PemFiles> {
    return this.made(name, () => issueLeaf(this.ca, options));
  }

  /** Removes the directory. */
  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }
}

async function save(directory: string, name: string, { certPem, keyPem }: Issued): Promise<PemFiles> {
  const certPath = join(directory, `${name}-cert.pem`);
  const keyPath = join(directory, `${name}-key.pem`);
  await Promise.all([writeFile(certPath, certPem), writeFile(keyPath, keyPem, { mode: 0o600 })]);
  return { certPem, keyPem, certPath, keyPath };
}
