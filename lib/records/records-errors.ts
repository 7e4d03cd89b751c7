import { ConfigError, isTlslpError, ServiceError } from '../protocol/errors.js';
import { escapeText } from '../protocol/escape.js';
import { codeOf, systemErrorText } from '../protocol/system-errors.js';

/** What can go wrong that no system call reports; the first four concern a file alone. */
export type RecordsErrorCode =
  'GONE' | 'REPLACED' | 'NOT_A_FILE' | 'SHORT_WRITE' | 'CLOSED' | 'UNKNOWN_SESSION';

export class RecordsError extends Error {
  readonly code: RecordsErrorCode;

  constructor(code: RecordsErrorCode) {
    super(WORDS[code]);
    this.code = code;
  }
}

/** Node's codes and ours, in words. A client may read them: no path, nothing of this machine. */
const WORDS: Readonly<Record<RecordsErrorCode, string>> & Readonly<Record<string, string>> = {
  GONE: 'the records file is gone',
  REPLACED: 'the records file was replaced',
  NOT_A_FILE: 'it is not a regular file',
  SHORT_WRITE: 'the disk takes records only in part',
  CLOSED: 'the records are closed',
  UNKNOWN_SESSION: 'nothing is known of the session',
  EFBIG: 'the records file may not grow any further',
  EEXIST: 'a part of its path is not a directory',
  EINVAL: 'it cannot be synced to a disk',
};

const REMEDIES: Readonly<Record<string, string>> = {
  GONE: 'Put it back, or put an empty file of mode 600 there',
  REPLACED: 'The file that stands there now is used for the next records',
  ENOSPC: 'Make room',
  EDQUOT: 'Make room',
  CLOSED: 'It was closed before the session ended',
};

/** For the client, and for the event: the answers are not kept, and why. The cause is for logs. */
export function notDurable(cause: unknown): ServiceError {
  return new ServiceError('not_durable', `Server could not keep the answers: ${wordsOf(cause)}.`, {
    cause,
  });
}

/**
 * For the operator: how many records, where, why, and what to do.
 * @param path of the file; null where they are kept elsewhere
 */
export function recordsLost(path: string | null, count: number, cause: unknown): ServiceError {
  const what = count === 1 ? 'A record' : `${count} records`;
  const where = path === null ? '' : ` in ${showPath(path)}`;
  const remedy = REMEDIES[codeOf(cause) ?? ''] ?? 'The server tries again with the next records';
  return new ServiceError('not_durable', `${what} could not be kept${where}: ${wordsOf(cause)}. ${remedy}.`, {
    cause,
  });
}

/** At the start: this file cannot be used. */
export function unusableRecords(path: string, cause: unknown): ConfigError {
  return new ConfigError(
    'unusable_file',
    `Records cannot be kept in ${showPath(path)}: ${wordsOf(cause)}. ` +
      'Put that right, name another file with --records, or keep none with --no-records.',
    { cause },
  );
}

export function showPath(path: string): string {
  return escapeText(path, 4096);
}

/** A sink's own words, or those for a code. */
function wordsOf(thrown: unknown): string {
  if (isTlslpError(thrown) && thrown.code === 'not_durable') return thrown.message.replace(/\.$/, '');
  return systemErrorText(thrown, WORDS);
}
