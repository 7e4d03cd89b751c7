import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { checkPair } from '../check.js';
import type { IndexedCertificate } from '../certificate-index.js';
import { dated } from '../dated.js';
import {
  besideOf,
  CERTIFICATE_MODE,
  FILES,
  KEY_MODE,
  makeDirectory,
  moveFile,
  readIfThere,
  writeNew,
} from '../files.js';
import { CLIENTS, indexedPem, OLD_CLIENTS } from '../find-certificates.js';
import { issueBy, type Signer } from '../issue.js';
import type { OpenIndex } from '../open-index.js';
import type { BundleContents } from '../pkcs12/bundle.js';
import type { Task } from './plan.js';
import type { Participant } from './rules.js';

/** The bundle in the folder of a client. */
export const BUNDLE_FILE = 'client.p12';

/** A .p12 file. */
export interface Bundle {
  readonly bytes: Uint8Array;
  /** The password if it is this file's own; null if it is known already. */
  readonly password: string | null;
}

export type BundleMaker = (contents: BundleContents) => Promise<Bundle>;

/** What was done for a participant. */
export interface IssueResult {
  readonly name: string;
  /** `made`: a certificate. `bundled`: a .p12 file of the certificate that was there. */
  readonly kind: 'made' | 'bundled' | 'kept' | 'skipped';
  readonly certificate: IndexedCertificate;
  /** The folder of the client; null if it is not there. */
  readonly folder: string | null;
  /** The .p12 file that was made; null if none was. */
  readonly bundle: string | null;
  readonly password: string | null;
}

/** Work that is done but for its last step, which makes it visible. */
export interface Prepared {
  readonly result: IssueResult;
  readonly finish: () => Promise<void>;
  readonly abandon: () => Promise<void>;
}

export interface ClientFoldersContext {
  readonly directory: string;
  readonly caPem: string;
  readonly signer: Signer;
  readonly index: OpenIndex;
  readonly days: number | undefined;
  readonly bundles: BundleMaker | null;
}

/** The folders of clients: each has a certificate, the CA, and a key or a .p12 file. */
export class ClientFolders {
  readonly #context: ClientFoldersContext;

  constructor(context: ClientFoldersContext) {
    this.#context = context;
  }

  /** Does all of a task but its last step. */
  async prepare(task: Task): Promise<Prepared> {
    const { name } = task.participant;
    if (task.kind === 'make') return this.#make(task.participant, task.replaces);
    const folder = task.kind === 'keep' && task.folder ? this.#folderOf(name) : null;
    const result: IssueResult = {
      name,
      kind: task.kind === 'keep' ? 'kept' : 'skipped',
      certificate: task.certificate,
      folder,
      bundle: null,
      password: null,
    };
    const bundled = folder === null ? null : await this.#bundle(result, folder);
    return bundled ?? { result, finish: nothing, abandon: nothing };
  }

  #folderOf(name: string): string {
    return join(this.#context.directory, CLIENTS, name);
  }

  async #make({ name, ou, email }: Participant, replaces: boolean): Promise<Prepared> {
    const { caPem, signer, index, days, bundles } = this.#context;
    const folder = this.#folderOf(name);
    const issued = await issueBy(signer, {
      usage: 'client',
      subject: { ...(ou === null ? {} : { OU: ou }), CN: name },
      ...(email === null ? {} : { email }),
      ...(days === undefined ? {} : { days }),
    });
    const bundle = (await bundles?.({ ...issued, caPem, name })) ?? null;
    const aside = besideOf(folder);
    const abandon = (): Promise<void> => rm(aside, { recursive: true, force: true });
    try {
      await makeDirectory(aside);
      await writeNew(join(aside, FILES.clientCert), issued.certPem, CERTIFICATE_MODE);
      await writeNew(join(aside, FILES.caCert), caPem, CERTIFICATE_MODE);
      if (bundle === null) await writeNew(join(aside, FILES.clientKey), issued.keyPem, KEY_MODE);
      else await writeNew(join(aside, BUNDLE_FILE), bundle.bytes, KEY_MODE);
    } catch (error) {
      await abandon();
      throw error;
    }
    const certificate = indexedPem(issued.certPem);
    return {
      result: {
        name,
        kind: 'made',
        certificate,
        folder,
        bundle: bundle === null ? null : join(folder, BUNDLE_FILE),
        password: bundle?.password ?? null,
      },
      finish: async () => {
        if (replaces) await this.#moveAway(folder);
        await moveFile(aside, folder);
        index.add(certificate);
      },
      abandon,
    };
  }

  async #moveAway(folder: string): Promise<void> {
    const old = join(this.#context.directory, OLD_CLIENTS);
    await makeDirectory(old);
    await moveFile(folder, await dated(join(old, basename(folder))));
  }

  /** A .p12 file of the key that is there; null if none is wanted, or there is no key, or there is one already. */
  async #bundle(result: IssueResult, folder: string): Promise<Prepared | null> {
    const { bundles, caPem } = this.#context;
    if (bundles === null) return null;
    const [path, certPath, keyPath] = [
      join(folder, BUNDLE_FILE),
      join(folder, FILES.clientCert),
      join(folder, FILES.clientKey),
    ];
    const [existing, certPem, keyPem] = await Promise.all([
      readIfThere(path),
      readIfThere(certPath),
      readIfThere(keyPath),
    ]);
    if (existing !== null || certPem === null || keyPem === null) return null;
    checkPair({ certPem, keyPem }, certPath, keyPath);
    const { bytes, password } = await bundles({ certPem, keyPem, caPem, name: result.name });
    const aside = besideOf(path);
    await writeNew(aside, bytes, KEY_MODE);
    return {
      result: { ...result, kind: 'bundled', bundle: path, password },
      finish: () => moveFile(aside, path),
      abandon: () => rm(aside, { force: true }),
    };
  }
}

function nothing(): Promise<void> {
  return Promise.resolve();
}
