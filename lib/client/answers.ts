import { readFileAtMost } from '../files/read-at-most.js';
import { ConfigError } from '../protocol/errors.js';
import { escapeText } from '../protocol/escape.js';
import { systemErrorText } from '../protocol/system-errors.js';
import { REQUEST_NAME_RULE, isRequestName } from '../protocol/rules.js';
import { lineProblem, MAX_VALUE_BYTES } from './values.js';

/** A function that returns an answer at once. */
export type ReadyAnswers = (name: string) => string;

/** The maximum size of a file of answers, in bytes. */
export const MAX_ANSWERS_FILE_BYTES = 16 * 1024 * 1024;

/**
 * Reads a JSON file of answers: one object from body names to values.
 * @throws {ConfigError} `unusable_file`; the message names the file and the key, never a value
 */
export async function readAnswers(path: string): Promise<ReadyAnswers> {
  return parseAnswers(decode(await readLimited(path), path), path);
}

/**
 * Parses the text of a file of answers.
 * @param path the file's name in messages
 * @returns a function that throws ConfigError `unusable_file` for a missing name, because nobody could tell a made-up value from a
 *   real one
 * @throws {ConfigError} `unusable_file`
 */
export function parseAnswers(text: string, path: string): ReadyAnswers {
  const answers = new Map(Object.entries(parseObject(text, path)).map((entry) => checkEntry(entry, path)));
  return (name) => {
    const value = answers.get(name);
    if (value === undefined) throw unusable(path, `has no answer to ${name}, which the server asks for`);
    return value;
  };
}

function checkEntry([name, value]: [string, unknown], path: string): [string, string] {
  if (!isRequestName(name))
    throw unusable(path, `has a name "${escapeText(name)}", which is not ${REQUEST_NAME_RULE}`);
  const problem = lineProblem(value, MAX_VALUE_BYTES);
  if (problem !== null || typeof value !== 'string')
    throw unusable(path, `has an answer to ${name} that ${problem ?? ''}`);
  return [name, value];
}

function parseObject(text: string, path: string): object {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    // Without a cause: the parser's message quotes the text, which holds answers.
    throw unusable(path, `is not JSON${placeOf(error, text)}`);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw unusable(path, 'is not a JSON object of body names and values, such as {"FULL_NAME": "Robin"}');
  }
  return parsed;
}

/** Returns the line and column of the parser's error; empty when the error does not give a position. */
function placeOf(error: unknown, text: string): string {
  const position = / at position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  if (position === undefined) return '';
  const before = text.slice(0, Number(position)).split('\n');
  return `: line ${before.length}, column ${(before[before.length - 1] ?? '').length + 1}`;
}

function decode(bytes: Buffer, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw unusable(path, 'is not valid UTF-8', error);
  }
}

async function readLimited(path: string): Promise<Buffer> {
  let bytes: Buffer;
  try {
    bytes = await readFileAtMost(path, MAX_ANSWERS_FILE_BYTES + 1);
  } catch (error) {
    throw unusable(path, `cannot be read: ${systemErrorText(error)}`, error);
  }
  if (bytes.length <= MAX_ANSWERS_FILE_BYTES) return bytes;
  throw unusable(path, `is larger than ${MAX_ANSWERS_FILE_BYTES} bytes`);
}

function unusable(path: string, problem: string, cause?: unknown): ConfigError {
  const message = `The answers file ${escapeText(path, Infinity)} ${problem}.`;
  return new ConfigError('unusable_file', message, cause === undefined ? undefined : { cause });
}
