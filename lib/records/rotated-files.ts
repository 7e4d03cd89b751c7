import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** What a rotation appends to a name: `.1`, `-20261128`, `-2026-11-28`, each also compressed. */
const MOVED = /^[.-][0-9][0-9T:_-]*(?:\.(gz|bz2|xz|zst|lz4|Z|zip))?$/;

/** A file that a rotation has moved away. */
export interface RotatedFile {
  readonly path: string;
  /** How it is compressed: the ending of its name, such as `gz`; null if it is not. */
  readonly compression: string | null;
}

/** Returns the files beside `path` that a rotation has moved away from it, the oldest first. None if the directory cannot be read. */
export async function rotatedFiles(path: string): Promise<RotatedFile[]> {
  const directory = dirname(path);
  const name = basename(path);
  const found: (RotatedFile & { readonly changed: number })[] = [];
  for (const other of await readdir(directory).catch(() => [])) {
    const match = other.startsWith(name) ? MOVED.exec(other.slice(name.length)) : null;
    if (match === null) continue;
    const rotated = join(directory, other);
    const stats = await stat(rotated).catch(() => null);
    if (stats?.isFile() === true) {
      found.push({ path: rotated, compression: match[1] ?? null, changed: stats.mtimeMs });
    }
  }
  return found
    .sort((a, b) => a.changed - b.changed)
    .map(({ path: rotated, compression }) => ({ path: rotated, compression }));
}
