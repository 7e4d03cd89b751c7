import { createReadStream } from 'node:fs';
import { identityOf, type IdentityKind } from '../session/identity.js';
import type { ClientCertificate } from '../session/events.js';
import { codeOf } from '../protocol/system-errors.js';
import { unusableRecords } from './records-errors.js';

/** A record with the most and longest answers is smaller. A longer line is skipped, so that it cannot fill the memory. */
const MAX_LINE_BYTES = 32 * 1024 * 1024;

/** So many sessions of one client are remembered as done. One is the rule; more come from a time without `--once`. */
const MAX_SESSIONS_EACH = 8;

const LF = 0x0a;

/** Who is done, by the records of a file. */
export interface DoneIdentities {
  /** The identities of the clients that have a kept `done`; see `identityOf`. */
  readonly done: ReadonlySet<string>;
  /** The number of lines that are no records, and were skipped. */
  readonly skipped: number;
}

/**
 * Reads who is done from a records file, line by line. A missing file has no records. The last line with an id counts, as for every reader
 * of the file.
 * @throws {ConfigError} `unusable_file`: the file cannot be read
 */
export async function doneIdentities(path: string, kind: IdentityKind): Promise<DoneIdentities> {
  const fold = new DoneFold(kind);
  try {
    for await (const line of linesOf(path)) fold.add(line);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw unusableRecords(path, error);
  }
  return { done: fold.done(), skipped: fold.skipped };
}

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

/** Yields the lines of a file; null for one that is too long. The last line need not end with LF. */
async function* linesOf(path: string): AsyncGenerator<string | null> {
  let pieces: Buffer[] = [];
  let bytes = 0;
  const keep = (piece: Buffer): void => {
    bytes += piece.length;
    if (bytes <= MAX_LINE_BYTES) pieces.push(piece);
    else pieces = [];
  };
  const take = (): string | null => {
    const line = bytes > MAX_LINE_BYTES ? null : Buffer.concat(pieces).toString('utf8');
    pieces = [];
    bytes = 0;
    return line;
  };
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, from)) {
      keep(chunk.subarray(from, end));
      yield take();
      from = end + 1;
    }
    keep(chunk.subarray(from));
  }
  if (bytes > 0) yield take();
}
