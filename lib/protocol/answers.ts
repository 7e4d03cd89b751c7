import type { Command } from './commands.js';
import { checksum, trailingZeroBits, workDigest } from './digests.js';
import { ProtocolError, ValidationError } from './errors.js';

/** A client's valid answer to a command. */
export type Answer = HelloAnswer | WorkAnswer | BodyAnswer | DoneAnswer;

/** The answer to HELLO: HELLOBACK. */
export interface HelloAnswer {
  readonly kind: 'hello';
}
/** The answer to WORK: a valid suffix. */
export interface WorkAnswer {
  readonly kind: 'work';
  readonly nBits: number;
  readonly suffix: string;
  /** The number of zero bits at the end of the digest: `nBits` or more. */
  readonly zeroBits: number;
}
/** The answer to a body request: a value with the right checksum. `value` is secret. */
export interface BodyAnswer {
  readonly kind: 'body';
  readonly name: string;
  readonly value: string;
}
/** The answer to DONE: OK. */
export interface DoneAnswer {
  readonly kind: 'done';
}

/** A command that the client must answer: every command but FAIL. */
export type AskingCommand = Exclude<Command, { kind: 'fail' }>;

/**
 * Checks a client's line against the command that it answers.
 * @param token the session's token, the input of the suffix and checksum digests
 * @throws {ProtocolError} `wrong_answer`: the line is not exactly HELLOBACK, or not exactly OK
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

/** Splits a body answer at its first space. Without a space, the whole line is the checksum and the value is empty. */
export function splitBodyAnswer(line: string): { cksum: string; value: string } {
  const space = line.indexOf(' ');
  if (space === -1) return { cksum: line, value: '' };
  return { cksum: line.slice(0, space), value: line.slice(space + 1) };
}

/** Returns the line that answers a body request, without its LF. */
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

// The message never quotes the client's line: it may hold an answer.
function expectExactly(expected: string, line: string): void {
  if (line === expected) return;
  const hint = line.endsWith('\r') ? ' The line ended with CR LF: end it with LF alone.' : '';
  throw new ProtocolError('wrong_answer', `Expected exactly ${expected}.${hint}`);
}
