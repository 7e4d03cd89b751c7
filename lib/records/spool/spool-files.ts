import { rmdir, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf } from '../../protocol/system-errors.js';
import { makeDirectory } from '../../files/make-directory.js';
import type { SessionRecord } from '../record.js';
import { FileSink } from '../sinks/file/file-sink.js';
import { openOrCreate, syncParents } from '../sinks/file/open-file.js';
import { giveBack, newFolderName } from './folder-names.js';
import { batchesOf, countLines, segmentPath, type Batch } from './segments.js';
import type { Segment, SpoolStore } from './spool-store.js';
import { takeLeftFolders, type TakenFolder } from './take-over.js';

/** A segment is full with so many records: what is shipped again after a crash is bounded. */
export const MAX_SEGMENT_RECORDS = 2000;

/** So few records are one batch. */
const FEW = 1000;

const DIRECTORY_MODE = 0o700;

/** The file, beside the folders of the processes, with what the database refuses. */
export const REFUSED = 'refused.ndjson';

interface OwnSegment extends Segment {
  /** The number of records that nobody has shipped yet. */
  records: number;
}

/**
 * A spool in files: a directory with a folder for each process, and in the folder numbered segments of lines of JSON. The folder belongs to
 * this process until `close`, or until the process ends. Each segment is opened when the first record comes, and stays open until it is
 * full, or its turn to be shipped has come.
 */
export class SpoolFiles implements SpoolStore {
  /** What earlier processes have left, and this one has taken. */
  readonly taken: readonly TakenFolder[];
  readonly #directory: string;
  readonly #folder: string;
  /** The oldest first. The one that is written to is the last. */
  readonly #segments: OwnSegment[];
  #written: { readonly segment: OwnSegment; readonly file: FileSink } | null = null;
  #number = 0;
  #appending = 0;
  /** The end of the last task: appending and sealing come one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(directory: string, folder: string, taken: TakenFolder[], segments: OwnSegment[]) {
    this.#directory = directory;
    this.#folder = folder;
    this.taken = taken;
    this.#segments = segments;
  }

  /**
   * Makes the folder of this process, and takes those of processes that run no more. Throws the errors of the system.
   * @param directory an absolute path; it is made if it is missing
   */
  static async open(directory: string): Promise<SpoolFiles> {
    const name = newFolderName();
    try {
      const firstMade = await makeDirectory(join(directory, name), DIRECTORY_MODE);
      if (firstMade !== undefined) await syncParents(join(directory, name), dirname(firstMade));
      const taken = await takeLeftFolders(directory);
      const segments: OwnSegment[] = [];
      for (const path of taken.flatMap((folder) => folder.segments)) {
        segments.push({ path, records: await countLines(path) });
      }
      return new SpoolFiles(directory, join(directory, name), taken, segments);
    } catch (error) {
      giveBack(name);
      throw error;
    }
  }

  /** The paths of the segments, the oldest first. */
  get paths(): readonly string[] {
    return this.#segments.map(({ path }) => path);
  }

  get waiting(): number {
    return this.#segments.reduce((sum, { records }) => sum + records, 0);
  }

  get isEmpty(): boolean {
    return this.#segments.length === 0 && this.#appending === 0;
  }

  get isNearlyEmpty(): boolean {
    return this.#segments.length <= 1 && this.waiting <= FEW;
  }

  append(records: readonly SessionRecord[]): Promise<void> {
    this.#appending += 1;
    return this.#inTurn(() => this.#append(records)).finally(() => {
      this.#appending -= 1;
    });
  }

  oldest(): Promise<Segment | null> {
    return this.#inTurn(async () => {
      const [segment] = this.#segments;
      if (segment !== undefined && segment === this.#written?.segment) await this.#seal();
      return segment ?? null;
    });
  }

  read({ path }: Segment): AsyncIterable<Batch> {
    return batchesOf(path);
  }

  shipped(count: number): void {
    const [segment] = this.#segments;
    if (segment !== undefined) segment.records = Math.max(0, segment.records - count);
  }

  async remove(segment: Segment): Promise<void> {
    // A power cut may bring the file back. It is shipped again then, which changes nothing.
    await unlink(segment.path).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error;
    });
    await this.#forget(segment);
  }

  async forgetIfGone(segment: Segment): Promise<boolean> {
    const isGone = await stat(segment.path).then(
      () => false,
      (error: unknown) => codeOf(error) === 'ENOENT',
    );
    if (isGone) await this.#forget(segment);
    return isGone;
  }

  /** Several processes may append to this file. */
  async setAside(lines: readonly string[]): Promise<void> {
    const file = await openOrCreate(join(this.#directory, REFUSED));
    try {
      await file.append(lines.map((line) => `${line}\n`).join(''));
    } finally {
      await file.close();
    }
  }

  async close(): Promise<void> {
    await this.#inTurn(() => this.#seal());
    for (const { path } of this.#segments) giveBack(nameOf(dirname(path)));
    await removeFolder(this.#folder);
  }

  async #forget(segment: Segment): Promise<void> {
    const index = this.#segments.findIndex(({ path }) => path === segment.path);
    if (index !== -1) this.#segments.splice(index, 1);
    const folder = dirname(segment.path);
    if (folder !== this.#folder && !this.#segments.some(({ path }) => dirname(path) === folder)) {
      await removeFolder(folder);
    }
  }

  async #append(records: readonly SessionRecord[]): Promise<void> {
    try {
      await this.#write(records);
    } catch (error) {
      const code = codeOf(error);
      if (code !== 'GONE' && code !== 'REPLACED') throw error;
      // Somebody has removed the file, or has taken the folder. What was there before is his now; these records are not.
      await this.#seal();
      await this.#write(records);
    }
  }

  async #write(records: readonly SessionRecord[]): Promise<void> {
    this.#written ??= await this.#create();
    const { file, segment } = this.#written;
    await file.append(records);
    segment.records += records.length;
    if (segment.records >= MAX_SEGMENT_RECORDS) await this.#seal();
  }

  async #create(): Promise<{ readonly segment: OwnSegment; readonly file: FileSink }> {
    this.#number += 1;
    const path = segmentPath(this.#folder, this.#number);
    const file = new FileSink(path, await openOrCreate(path));
    const segment = { path, records: 0 };
    this.#segments.push(segment);
    return { segment, file };
  }

  async #seal(): Promise<void> {
    const written = this.#written;
    this.#written = null;
    await written?.file.close();
  }

  #inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
    const done = this.#turn.then(task);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

/** Removes a folder that is empty. One that is not is for the next process. */
async function removeFolder(folder: string): Promise<void> {
  await rmdir(folder).catch(() => undefined);
  giveBack(nameOf(folder));
}

function nameOf(folder: string): string {
  return folder.slice(dirname(folder).length + 1);
}
