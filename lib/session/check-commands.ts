import { ConfigError } from '../protocol/errors.js';
import { escapeText } from '../protocol/escape.js';
import {
  CONFIGURABLE_NAME_RULE,
  isConfigurableName,
  isNBits,
  isToken,
  N_BITS_RULE,
  TOKEN_RULE,
} from '../protocol/rules.js';
import type { TransportlessContext } from './complete-context.js';
import type { PlannedCommand } from './context.js';

/** The maximum number of commands in a session: the maximum of `--requests`, and some room for the other commands. */
export const MAX_COMMANDS = 10_010;

/**
 * Checks a list of commands, which an embedder may have built by hand. PROTOCOL.md, section 1.
 * @throws {ConfigError} `invalid_option`; the message names the command and the rule
 */
export function checkCommands(
  commands: readonly PlannedCommand[],
  { token, drawRandomString }: Pick<TransportlessContext, 'token' | 'drawRandomString'>,
): void {
  if (!isToken(token)) throw invalid(`token must be ${TOKEN_RULE}`);
  if (commands.length > MAX_COMMANDS) throw invalid(`commands must be at most ${MAX_COMMANDS}`);
  const last = commands.at(-1);
  if (typeof last !== 'object' || last.kind !== 'done') throw invalid('commands must end with DONE');
  commands.forEach((command, index) => {
    const fail = (rule: string): Error => invalid(`commands[${index}]: ${rule}`);
    if (typeof command === 'string') {
      if (drawRandomString === undefined) throw fail('a command that is only a name needs drawRandomString');
      checkName(command, fail);
      return;
    }
    switch (command.kind) {
      case 'done':
        if (index < commands.length - 1) throw fail('DONE must be the last');
        return;
      case 'work':
        if (command.token !== token) throw fail("the token of WORK must be the context's");
        if (!isNBits(command.nBits)) throw fail(`nBits must be ${N_BITS_RULE}`);
        return;
      case 'body':
        checkName(command.name, fail);
        if (!isToken(command.randomString)) throw fail(`randomString must be ${TOKEN_RULE}`);
        return;
      default:
        return;
    }
  });
}

function checkName(name: string, fail: (rule: string) => Error): void {
  if (!isConfigurableName(name))
    throw fail(`the name "${escapeText(name)}" must be ${CONFIGURABLE_NAME_RULE}`);
}

function invalid(problem: string): ConfigError {
  return new ConfigError('invalid_option', `${problem}.`);
}
