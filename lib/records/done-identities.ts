import { identityOf, type IdentityKind } from '../session/identity.js';
import type { ClientCertificate } from '../session/events.js';
import { codeOf, systemErrorText } from '../protocol/system-errors.js';
import { fileLines, gzipLines } from './file-lines.js';
import { unusableRecords } from './records-errors.js';
import { rotatedFiles, type RotatedFile } from './rotated-files.js';

/** So many sessions of one client are remembered as done. One is the rule; more come from a time without `--once`. */
const MAX_SESSIONS_EACH = 8;

/** Who is done, by the records of a file and of those that a rotation has moved away. */
export interface DoneIdentities {
  /** The identities of the clients that have a kept `done`; see `identityOf`. */
  readonly done: ReadonlySet<string>;
  /** The number of lines that are no records, and were skipped. */
  readonly skipped: number;
  /** The number of files that were read. */
  readonly files: number;
  /** The moved files that could not be read: who is done there is unknown. */
  readonly unread: readonly UnreadFile[];
}

/** A records file that a rotation has moved away, and that could not be read to its end. */
export interface UnreadFile {
  readonly path: string;
  /** Why, in words. */
  readonly why: string;
}

/**
 * Reads who is done from a records file, line by line, after the files that a rotation has moved away from it: `NAME.1`, `NAME-20261128`,
 * plain or compressed by gzip. A missing file has no records. The last line with an id counts, as for every reader of the file.
 * @throws {ConfigError} `unusable_file`: the file itself cannot be read
 */
export async function doneIdentities(path: string, kind: IdentityKind): Promise<DoneIdentities> {
  const fold = new DoneFold(kind);
  const unread: UnreadFile[] = [];
  let files = 0;
  for (const rotated of await rotatedFiles(path)) {
    const why = await problemOf(rotated, fold);
    if (why === null) files += 1;
    else unread.push({ path: rotated.path, why });
  }
  try {
    for await (const line of fileLines(path)) fold.add(line);
    files += 1;
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw unusableRecords(path, error);
  }
  return { done: fold.done(), skipped: fold.skipped, files, unread };
}

/** Adds the lines of a moved file. Returns why it cannot be read to its end; null if it can. */
async function problemOf({ path, compression }: RotatedFile, fold: DoneFold): Promise<string | null> {
  if (compression !== null && compression !== 'gz')
    return `it is compressed (.${compression}), and not by gzip`;
  try {
    for await (const line of compression === null ? fileLines(path) : gzipLines(path)) fold.add(line);
    return null;
  } catch (error) {
    return systemErrorText(error, GZIP_ERRORS);
  }
}

const GZIP_ERRORS = {
  Z_DATA_ERROR: 'it is not what gzip writes',
  Z_BUF_ERROR: 'it is cut off',
};

/** The fields of a record that matter here. */
interface Line {
  readonly id: string;
  readonly outcome: string;
  readonly client: Pick<ClientCertificate, 'subject' | 'fingerprint256'> | null;
}

class DoneFold {
  skipped = 0;
  readonly #kind: IdentityKind;
  /** The ids of the sessions that are done, by identity. */
  readonly #sessions = new Map<string, Set<string>>();

  constructor(kind: IdentityKind) {
    this.#kind = kind;
  }

  /** @param text a line; null for one that is too long */
  add(text: string | null): void {
    // A server begins with an LF where a line may be torn: blank lines are no mistake.
    if (text?.trim() === '') return;
    const line = text === null ? null : parse(text);
    if (line === null) {
      this.skipped += 1;
      return;
    }
    if (line.client === null) return;
    const identity = identityOf(line.client, this.#kind);
    const sessions = this.#sessions.get(identity);
    if (line.outcome === 'done') {
      if (sessions === undefined) this.#sessions.set(identity, new Set([line.id]));
      else if (sessions.size < MAX_SESSIONS_EACH) sessions.add(line.id);
    } else {
      // DONE could not be sent after the answers had been kept: the later line replaces the earlier one.
      sessions?.delete(line.id);
    }
  }

  done(): Set<string> {
    const done = new Set<string>();
    for (const [identity, sessions] of this.#sessions) if (sessions.size > 0) done.add(identity);
    return done;
  }
}

function parse(text: string): Line | null {
  try {
    const value: unknown = JSON.parse(text);
    return isLine(value) ? value : null;
  } catch {
    return null;
  }
}

function isLine(value: unknown): value is Line {
  if (!isObject(value)) return false;
  const { id, outcome, client } = value;
  return typeof id === 'string' && typeof outcome === 'string' && (client === null || isClient(client));
}

function isClient(value: unknown): boolean {
  return isObject(value) && typeof value['fingerprint256'] === 'string' && isObject(value['subject']);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
