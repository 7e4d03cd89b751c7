import { lstat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { findLastLines, recordsOf } from '../reading/last-lines.js';
import type { RecordSource } from '../reading/record-source.js';
import type { SessionRecord } from '../record.js';
import { isOwned, ownerOf } from './folder-names.js';
import { linesOf, segmentsIn } from './segments.js';
import { foldersIn } from './take-over.js';

/** The records in segments of a spool: of each session the last one. Throws the errors of the system. */
export class SpooledRecords implements RecordSource {
  readonly #paths: readonly string[];

  /** @param paths of the segments, the oldest first */
  constructor(paths: readonly string[]) {
    this.#paths = paths;
  }

  async *lastRecords(ids?: ReadonlySet<string>): AsyncGenerator<readonly SessionRecord[]> {
    const read = (): AsyncIterable<Buffer> => this.#lines();
    yield* recordsOf(read, await findLastLines(read), ids);
  }

  async *#lines(): AsyncGenerator<Buffer> {
    for (const path of this.#paths) yield* linesOf(path);
  }
}

async function foldersOf(path: string): ReturnType<typeof foldersIn> {
  const pid = ownerOf(path);
  return pid === null ? foldersIn(path) : [{ path, pid, segments: await segmentsIn(path) }];
}

/** What is at a path, for somebody who ships by hand. */
export interface Spooled {
  /** The paths of the segments, if it is the spool of a database or the folder of a process in it; null for a file. */
  readonly segments: readonly string[] | null;
  /** The number of a running process that owns it; null if none does. */
  readonly owner: number | null;
}

/** Returns whether a path is the spool of a database or a part of it, and whose. Throws the errors of the system. */
export async function lookAtSpool(path: string): Promise<Spooled> {
  const absolute = resolve(path);
  if (!(await lstat(absolute)).isDirectory()) {
    const folder = dirname(absolute);
    return { segments: null, owner: isOwned(folder) ? ownerOf(folder) : null };
  }
  const folders = await foldersOf(absolute);
  // A running server with nothing in its folder ships nothing.
  const owned = folders.find((folder) => folder.segments.length > 0 && isOwned(folder.path));
  return {
    segments: folders.flatMap(({ segments }) => segments),
    owner: owned === undefined ? null : ownerOf(owned.path),
  };
}
