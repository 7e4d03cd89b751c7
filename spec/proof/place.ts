import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';

/** The directory of everything that the proof writes: logs, spools, certificates, and what the clients saw. */
export class Place {
  readonly directory: string;

  private constructor(directory: string) {
    this.directory = directory;
  }

  /** Makes it. It is gone after the test, unless the test failed: then its path is said. */
  static async make(t: ExecutionContext): Promise<Place> {
    const directory = await mkdtemp(join(tmpdir(), 'tlslp-proof-'));
    t.teardown(async () => {
      if (t.passed) await rm(directory, { recursive: true, force: true });
      else console.log(`The proof failed. Its logs are in ${directory}`);
    });
    return new Place(directory);
  }

  /** Returns a directory of this name, which is there. */
  async folder(name: string): Promise<string> {
    const path = join(this.directory, name);
    await mkdir(path, { recursive: true });
    return path;
  }

  async write(name: string, value: unknown): Promise<void> {
    await writeFile(join(this.directory, name), JSON.stringify(value, null, 1));
  }
}
