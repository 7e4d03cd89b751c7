import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ExecutionContext } from 'ava';
import { run, type Ran } from './certs-program.js';

const execute = promisify(execFile);

/** A directory of tlslp-certs, which is gone after the test. */
export class CertificateDirectory {
  /** The directory around it. */
  readonly home: string;
  readonly path: string;

  private constructor(home: string) {
    this.home = home;
    this.path = join(home, 'certificates');
  }

  /** An empty one. */
  static async empty(t: ExecutionContext): Promise<CertificateDirectory> {
    const home = await mkdtemp(join(tmpdir(), 'tlslp-certs-'));
    t.teardown(() => rm(home, { recursive: true, force: true }));
    return new CertificateDirectory(home);
  }

  /** One with a CA, a server certificate and a client certificate. */
  static async made(t: ExecutionContext, ...options: string[]): Promise<CertificateDirectory> {
    const directory = await CertificateDirectory.empty(t);
    const { code, err } = await directory.run('init', ...options);
    if (code !== 0) throw new Error(err.join('\n'));
    return directory;
  }

  /** Runs a command of tlslp-certs in it. */
  run(command: string, ...argv: string[]): Promise<Ran> {
    return run(command, '--directory', this.path, ...argv);
  }

  /** As `run`; throws if it fails. */
  async runWell(command: string, ...argv: string[]): Promise<string[]> {
    const { code, out, err } = await this.run(command, ...argv);
    if (code !== 0) throw new Error(err.join('\n'));
    return out;
  }

  of(...names: string[]): string {
    return join(this.path, ...names);
  }

  /** What `list --json` says. */
  async list(): Promise<Listed[]> {
    return (await this.runWell('list', '--json')).map((line) => JSON.parse(line) as Listed);
  }
}

export interface Listed {
  readonly name: string;
  readonly usage: string;
  readonly state: string;
  readonly serial: string;
  readonly fingerprint: string | null;
  readonly from: string | null;
  readonly until: string | null;
  readonly revoked: string | null;
}

/** Runs openssl. Resolves to both of its outputs, and whether it succeeded. */
export async function openssl(...args: string[]): Promise<{ ok: boolean; said: string }> {
  return execute('openssl', args).then(
    ({ stdout, stderr }) => ({ ok: true, said: stdout + stderr }),
    (error: unknown) => {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      return { ok: false, said: stdout + stderr };
    },
  );
}
