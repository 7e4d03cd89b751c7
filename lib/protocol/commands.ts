import { ProtocolError } from './errors.js';
import { isBodyName, isNBits, isToken } from './rules.js';

/** What a server may say, PROTOCOL.md section 1. */
export type Command = HelloCommand | WorkCommand | BodyCommand | DoneCommand | FailCommand;

/** `HELLO`: answered with exactly `HELLOBACK`. */
export interface HelloCommand {
  readonly kind: 'hello';
}
/** `WORK token nBits`: answered with a suffix whose digest with the token ends in at least that many zero bits, 0 to 64. */
export interface WorkCommand {
  readonly kind: 'work';
  readonly token: string;
  readonly nBits: number;
}
/** `NAME random_string`, a body request: answered with a checksum, a space, and the value. */
export interface BodyCommand {
  readonly kind: 'body';
  readonly name: string;
  readonly randomString: string;
}
/** `DONE`: all is asked and answered; confirmed with exactly `OK`. */
export interface DoneCommand {
  readonly kind: 'done';
}
/** `FAIL reason`: the session has failed; it is not answered. */
export interface FailCommand {
  readonly kind: 'fail';
  readonly reason: string;
}

/** The command's line, without its LF. */
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

/** The step that a command stands for in events, records and messages: its first word. */
export function stepOf(command: Command): string {
  return command.kind === 'body' ? command.name : command.kind.toUpperCase();
}

/**
 * Reads a server's line as strictly as a server reads a client's.
 * @throws {ProtocolError} `malformed_command`; the message says which rule the line breaks and holds nothing of the line but its first word.
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
  if (args.length !== 2) throw malformed('WORK takes a token and n_bits, one space between');
  if (!isToken(token)) throw malformed('the token of WORK is not 1 to 128 characters of A-Za-z0-9_-');
  // Number() would take "0x10", "1e1" and " 7" as well.
  const nBits = /^(0|[1-9][0-9]?)$/.test(bits) ? Number(bits) : NaN;
  if (!isNBits(nBits)) throw malformed('n_bits of WORK is not an integer from 0 to 64');
  return { kind: 'work', token, nBits };
}

function parseBody(name: string, args: readonly string[]): BodyCommand {
  const [randomString = ''] = args;
  if (!isBodyName(name)) throw malformed('its first word is not a command');
  if (args.length !== 1 || !isToken(randomString)) {
    throw malformed(`${name} takes one random string of 1 to 128 characters of A-Za-z0-9_-`);
  }
  return { kind: 'body', name, randomString };
}

function malformed(rule: string): ProtocolError {
  return new ProtocolError('malformed_command', `The line is no command: ${rule}.`);
}
