import type { Participant } from '../../certificates/participants/rules.js';
import { completeOptions, labelByFlag, readOptions } from '../../config/complete-options.js';
import { wordOf, type SubcommandLine } from '../../config/command-line.js';
import { parseCommands } from '../../config/flags/commands.js';
import type { OptionValues } from '../../config/flags/parser.js';
import type { ArgumentDefinition, ConfigOf, OptionTable } from '../../config/option-table.js';
import { describeText, invalidOption, readOption } from '../../config/rules.js';
import type { Usage } from '../../config/usage.js';
import { CERTS_COMMAND_SET, type CertsCommand } from './command-lines.js';
import {
  CHECK_ARGUMENTS,
  CHECK_OPTIONS,
  CLIENT_ARGUMENTS,
  CLIENT_OPTIONS,
  INIT_OPTIONS,
  LIST_OPTIONS,
  RENEW_CRL_OPTIONS,
  REVOKE_ARGUMENTS,
  REVOKE_OPTIONS,
  SERVER_OPTIONS,
} from './options.js';

export type InitRequest = ConfigOf<typeof INIT_OPTIONS> & { readonly command: 'init' };
export type ServerRequest = ConfigOf<typeof SERVER_OPTIONS> & { readonly command: 'server' };
export type ClientRequest = ConfigOf<typeof CLIENT_OPTIONS> & {
  readonly command: 'client';
  /** The one client; null with `from`. */
  readonly participant: Participant | null;
};
export type ListRequest = ConfigOf<typeof LIST_OPTIONS> & { readonly command: 'list' };
export type RevokeRequest = ConfigOf<typeof REVOKE_OPTIONS> & {
  readonly command: 'revoke';
  readonly target: string;
};
export type RenewCrlRequest = ConfigOf<typeof RENEW_CRL_OPTIONS> & { readonly command: 'renew-crl' };
export type CheckRequest = ConfigOf<typeof CHECK_OPTIONS> & {
  readonly command: 'check';
  readonly files: readonly string[];
};

/** The task of a `tlslp-certs` command line. */
export type CertsRequest =
  InitRequest | ServerRequest | ClientRequest | ListRequest | RevokeRequest | RenewCrlRequest | CheckRequest;

/** Parses the arguments of tlslp-certs. Never throws, and writes nothing. */
export function parseCertsArguments(argv: readonly string[], columns?: number): Usage<CertsRequest> {
  return parseCommands(CERTS_COMMAND_SET, argv, toRequest, columns);
}

function toRequest(line: SubcommandLine, options: OptionValues, words: readonly string[]): CertsRequest {
  const command = wordOf(line) as CertsCommand;
  switch (command) {
    case 'init':
      return { command, ...complete(INIT_OPTIONS, options) };
    case 'server':
      return { command, ...complete(SERVER_OPTIONS, options) };
    case 'client':
      return toClientRequest(complete(CLIENT_OPTIONS, options), words);
    case 'list':
      return { command, ...complete(LIST_OPTIONS, options) };
    case 'revoke':
      return {
        command,
        ...complete(REVOKE_OPTIONS, options),
        target: readWord(REVOKE_ARGUMENTS[0], words[0]),
      };
    case 'renew-crl':
      return { command, ...complete(RENEW_CRL_OPTIONS, options) };
    case 'check': {
      const [argument] = CHECK_ARGUMENTS;
      const files = words.map((word) => readWord(argument, word));
      if (files.length === 0) readWord(argument, undefined);
      return { command, ...complete(CHECK_OPTIONS, options), files };
    }
  }
}

function toClientRequest(options: ConfigOf<typeof CLIENT_OPTIONS>, [word]: readonly string[]): ClientRequest {
  const { from, ou, email, p12, passwordFile, caPassphraseFile } = options;
  if (passwordFile !== null && !p12) {
    throw invalidOption(
      CLIENT_OPTIONS.passwordFile.flag,
      '',
      `must be given with ${CLIENT_OPTIONS.p12.flag} only`,
    );
  }
  if (passwordFile === '-' && caPassphraseFile === '-') {
    const rule = `must not be standard input as well as ${CLIENT_OPTIONS.caPassphraseFile.flag}`;
    throw invalidOption(CLIENT_OPTIONS.passwordFile.flag, '-', rule);
  }
  if (from === null) {
    const name = readWord(CLIENT_ARGUMENTS[0], word);
    return { command: 'client', ...options, participant: { name, ou, email } };
  }
  const { flag } = CLIENT_OPTIONS.from;
  if (word !== undefined) throw invalidOption(describeText(word), '', `must not be given with ${flag}`);
  if (ou !== null) throw invalidOption(CLIENT_OPTIONS.ou.flag, '', `must not be given with ${flag}`);
  if (email !== null) throw invalidOption(CLIENT_OPTIONS.email.flag, '', `must not be given with ${flag}`);
  return { command: 'client', ...options, participant: null };
}

function complete<Table extends OptionTable>(table: Table, options: OptionValues): ConfigOf<Table> {
  return completeOptions(table, readOptions(table, options), labelByFlag(table));
}

function readWord<T>({ name, rule }: ArgumentDefinition<T>, word: string | undefined): T {
  if (word === undefined) throw invalidOption(name, '', `is missing, must be ${rule.description}`);
  return readOption(rule, name, word);
}
