import type { Command } from './commands.js';
import { checksum, trailingZeroBits, workDigest } from './digests.js';
import { ProtocolError, ValidationError } from './errors.js';

/** What a client's line says, once it has been checked against the command that asked for it. */
export type Answer = HelloAnswer | WorkAnswer | BodyAnswer | DoneAnswer;

/** HELLOBACK. */
export interface HelloAnswer {
  readonly kind: 'hello';
}
/** A suffix that holds. */
export interface WorkAnswer {
  readonly kind: 'work';
  readonly nBits: number;
  readonly suffix: string;
  /** How many zero bits the digest really ends in: `nBits` or more. */
  readonly zeroBits: number;
}
/** A value with the right checksum. `value` is secret. */
export interface BodyAnswer {
  readonly kind: 'body';
  readonly name: string;
  readonly value: string;
}
/** OK. */
export interface DoneAnswer {
  readonly kind: 'done';
}

/** A command that is owed an answer: FAIL is not. */
export type AskingCommand = Exclude<Command, { kind: 'fail' }>;

/**
 * Checks one line of a client against the command that it answers.
 * @param token what WORK and the checksums are computed over
 * @throws {ProtocolError} `wrong_answer`: not exactly HELLOBACK, or OK
 * @throws {ValidationError} `invalid_suffix`, `invalid_checksum`
 */
export function checkAnswer(command: AskingCommand, line: string, token: string): Answer {
  switch (command.kind) {
    case 'hello':
      expectExactly('HELLOBACK', line);
      return { kind: 'hello' };
    case 'work':
      return checkSuffix(command.nBits, line, token);
    case 'body':
      return checkBody(command.name, command.randomString, line, token);
    case 'done':
      expectExactly('OK', line);
      return { kind: 'done' };
  }
}

/** A body answer's two parts: the value is everything after the first space, and empty where there is none. */
export function splitBodyAnswer(line: string): { cksum: string; value: string } {
  const space = line.indexOf(' ');
  if (space === -1) return { cksum: line, value: '' };
  return { cksum: line.slice(0, space), value: line.slice(space + 1) };
}

/** The line of a body answer, without its LF. */
export function formatBodyAnswer(token: string, randomString: string, value: string): string {
  return `${checksum(token, randomString)} ${value}`;
}

function checkSuffix(nBits: number, suffix: string, token: string): WorkAnswer {
  const zeroBits = trailingZeroBits(workDigest(token, suffix));
  if (zeroBits < nBits) {
    throw new ValidationError('invalid_suffix', 'Invalid suffix returned from client.');
  }
  return { kind: 'work', nBits, suffix, zeroBits };
}

function checkBody(name: string, randomString: string, line: string, token: string): BodyAnswer {
  const { cksum, value } = splitBodyAnswer(line);
  if (cksum !== checksum(token, randomString)) {
    throw new ValidationError('invalid_checksum', 'Invalid checksum received.');
  }
  return { kind: 'body', name, value };
}

// What the client sent is never quoted: it may be an answer.
function expectExactly(expected: string, line: string): void {
  if (line === expected) return;
  const hint = line.endsWith('\r') ? ' The line ended with CR LF: end it with LF alone.' : '';
  throw new ProtocolError('wrong_answer', `Expected exactly ${expected}.${hint}`);
}
