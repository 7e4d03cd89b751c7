import { ConfigError, isTlslpError, ServiceError } from '../protocol/errors.js';
import { showPath } from '../protocol/escape.js';
import { codeOf, systemErrorText } from '../protocol/system-errors.js';

/** Failures that no system call reports. The first four apply to files only. */
export type RecordsErrorCode =
  'GONE' | 'REPLACED' | 'NOT_A_FILE' | 'SHORT_WRITE' | 'CLOSED' | 'UNKNOWN_SESSION' | 'SLOW';

export class RecordsError extends Error {
  readonly code: RecordsErrorCode;

  constructor(code: RecordsErrorCode) {
    super(WORDS[code]);
    this.code = code;
  }
}

/** Descriptions of Node's codes and our own. Clients receive them, so they hold no path and no detail of this machine. */
const WORDS: Readonly<Record<RecordsErrorCode, string>> & Readonly<Record<string, string>> = {
  GONE: 'the records file is gone',
  REPLACED: 'the records file was replaced',
  NOT_A_FILE: 'it is not a regular file',
  SHORT_WRITE: 'the disk accepts only part of the records',
  CLOSED: 'the records are closed',
  UNKNOWN_SESSION: 'the session is unknown',
  SLOW: 'it does not answer in time',
  EFBIG: 'the records file may not grow any further',
  EEXIST: 'a part of its path is not a directory',
  EINVAL: 'it cannot be synced to a disk',
};

const REMEDIES: Readonly<Record<string, string>> = {
  GONE: 'Put it back, or put an empty file of mode 600 there',
  REPLACED: 'The server writes the next records to the new file',
  ENOSPC: 'Free some disk space',
  EDQUOT: 'Free some disk space',
  CLOSED: 'It was closed before the session ended',
};

/** Returns the error for the client and for the session's event. Its cause is for logs only. */
export function notDurable(cause: unknown): ServiceError {
  const words = isDescribed(cause) ? cause.clientText : wordsOf(cause);
  return new ServiceError('not_durable', `Server could not keep the answers: ${words}.`, {
    cause,
  });
}

/** Returns why a record was lost, as one sentence: for another process, which wraps it again. */
export function lossText(thrown: unknown): string {
  const cause = isTlslpError(thrown) && thrown.cause !== undefined ? thrown.cause : thrown;
  return `${wordsOf(cause)}.`;
}

/**
 * Returns the error for the operator: the number of lost records, the file, the cause and the remedy.
 * @param path the path of the file, or the URL of the database without its secrets; null for another sink
 */
export function recordsLost(path: string | null, count: number, cause: unknown): ServiceError {
  const what = count === 1 ? 'A record' : `${count} records`;
  const where = path === null ? '' : ` in ${showPath(path)}`;
  const remedy = REMEDIES[codeOf(cause) ?? ''] ?? 'The server tries again with the next records';
  return new ServiceError('not_durable', `${what} could not be kept${where}: ${wordsOf(cause)}. ${remedy}.`, {
    cause,
  });
}

/** Returns the error for a records file that cannot be opened at start. */
export function unusableRecords(path: string, cause: unknown): ConfigError {
  return new ConfigError(
    'unusable_file',
    `Records cannot be kept in ${showPath(path)}: ${wordsOf(cause)}. ` +
      'Correct that, choose another file with --records, or keep no records with --no-records.',
    { cause },
  );
}

/** Returns the error for a spool whose directory cannot be used. */
export function unusableSpool(path: string, cause: unknown): ConfigError {
  return new ConfigError(
    'unusable_file',
    `Records cannot wait in the spool ${showPath(path)}: ${wordsOf(cause)}. ` +
      'Correct that, choose another directory with --spool, or have none with --no-spool.',
    { cause },
  );
}

/** An error that has words of its own for clients, and whose message is for the operator: of a database. */
interface DescribedError extends Error {
  readonly clientText: string;
}

function isDescribed(thrown: unknown): thrown is DescribedError {
  return thrown instanceof Error && 'clientText' in thrown && typeof thrown.clientText === 'string';
}

/** The message of a sink's `not_durable` error; otherwise the description of the code. */
export function wordsOf(thrown: unknown): string {
  if (isTlslpError(thrown) && thrown.code === 'not_durable') return thrown.message.replace(/\.$/, '');
  if (isDescribed(thrown)) return thrown.message;
  return systemErrorText(thrown, WORDS);
}
