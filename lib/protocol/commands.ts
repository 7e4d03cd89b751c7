import { ProtocolError } from './errors.js';
import { isRequestName, isNBits, isToken } from './rules.js';

/** A server's command. PROTOCOL.md, section 1. */
export type Command = HelloCommand | WorkCommand | BodyCommand | DoneCommand | FailCommand;

/** `HELLO`. The client answers exactly `HELLOBACK`. */
export interface HelloCommand {
  readonly kind: 'hello';
}
/** `WORK token nBits`. The client answers with a suffix; SHA-256 of token + suffix ends in at least `nBits` (0 to 64) zero bits. */
export interface WorkCommand {
  readonly kind: 'work';
  readonly token: string;
  readonly nBits: number;
}
/** `NAME random_string`, a body request. The client answers with a checksum, a space, and the value. */
export interface BodyCommand {
  readonly kind: 'body';
  readonly name: string;
  readonly randomString: string;
}
/** `DONE`: the server has all answers. The client answers exactly `OK`. */
export interface DoneCommand {
  readonly kind: 'done';
}
/** `FAIL reason`: the session failed. The client sends no answer. */
export interface FailCommand {
  readonly kind: 'fail';
  readonly reason: string;
}

/** Formats a command as its line, without the LF. */
export function formatCommand(command: Command): string {
  switch (command.kind) {
    case 'hello':
      return 'HELLO';
    case 'work':
      return `WORK ${command.token} ${command.nBits}`;
    case 'body':
      return `${command.name} ${command.randomString}`;
    case 'done':
      return 'DONE';
    case 'fail':
      return command.reason === '' ? 'FAIL' : `FAIL ${command.reason}`;
  }
}

/** Returns the step name that events, records and messages use for a command: its first word. */
export function stepOf(command: Command): string {
  return command.kind === 'body' ? command.name : command.kind.toUpperCase();
}

/**
 * Parses a server's line, given without its LF. Accepts only the exact form of a command.
 * @throws {ProtocolError} `malformed_command`; the message names the broken rule, and quotes at most the first word of the line
 */
export function parseCommand(line: string): Command {
  const [word = '', ...args] = line.split(' ');
  switch (word) {
    case 'HELLO':
    case 'DONE':
      if (args.length > 0) throw malformed(`${word} takes no argument`);
      return { kind: word === 'HELLO' ? 'hello' : 'done' };
    case 'WORK':
      return parseWork(args);
    case 'FAIL':
      return { kind: 'fail', reason: line.slice('FAIL '.length) };
    default:
      return parseBody(word, args);
  }
}

function parseWork(args: readonly string[]): WorkCommand {
  const [token = '', bits = ''] = args;
  if (args.length !== 2) throw malformed('WORK takes a token and n_bits, with one space between');
  if (!isToken(token)) throw malformed('the token of WORK is not 1 to 128 characters of A-Za-z0-9_-');
  // Number() also accepts "0x10", "1e1" and " 7".
  const nBits = /^(0|[1-9][0-9]?)$/.test(bits) ? Number(bits) : NaN;
  if (!isNBits(nBits)) throw malformed('n_bits of WORK is not an integer from 0 to 64');
  return { kind: 'work', token, nBits };
}

function parseBody(name: string, args: readonly string[]): BodyCommand {
  const [randomString = ''] = args;
  if (!isRequestName(name)) throw malformed('its first word is not a command');
  if (args.length !== 1 || !isToken(randomString)) {
    throw malformed(`${name} takes one random string of 1 to 128 characters of A-Za-z0-9_-`);
  }
  return { kind: 'body', name, randomString };
}

function malformed(rule: string): ProtocolError {
  return new ProtocolError('malformed_command', `The line is not a valid command: ${rule}.`);
}
