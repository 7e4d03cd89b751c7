import type { CommandSet, SubcommandLine } from '../../config/command-line.js';
import { completionOption } from '../../config/source-options.js';
import { CLIENT_OPTIONS, PROGRAM_ARGUMENTS } from './options.js';
import { SERVER_OPTIONS } from './server-options.js';

export const CHECK = 'tlslp-check';

const EXITS = `Exit codes: 0 every MUST is passed; 1 not; 2 wrong usage; 3 the peer could not
be run, or fails the plain session.`;

/** The commands of tlslp-check, by their word. */
export const CHECK_COMMANDS = {
  client: {
    name: `${CHECK} client`,
    summary: 'play servers, good and bad, to a client',
    description:
      'Starts a client once for each check, plays a server to it, and judges it from outside: by what it sends, its exit code, how it closes, its time and its memory. {host} {port} {ca} {cert} {key} in its command line are filled in; they are the variables TLSLP_CHECK_HOST and so on of its environment too.',
    usage: '[options] -- <program> [arguments]',
    arguments: PROGRAM_ARGUMENTS,
    options: CLIENT_OPTIONS,
    footer: `Examples:
  $ ${CHECK} client -- python3 client.py {host} {port} {ca} {cert} {key}
  $ ${CHECK} client --only order,n_bits -- ./client {host} {port} {ca} {cert} {key}
  $ ${CHECK} client --list

${EXITS}
docs/check.md explains the verdicts, and has steps for CI.`,
  },
  server: {
    name: `${CHECK} server`,
    summary: 'play clients, good and bad, to a server',
    description:
      'Plays clients to a server, and judges it from outside: a server that runs already, or a program that the kit starts, stops and kills. {port} {cert} {key} {ca} in its command line are filled in: the port of localhost to listen on, its certificate, its key, and the CA of its clients; they are the variables TLSLP_CHECK_PORT and so on of its environment too. It must not limit the clients of one address, and should ask for 9 bits of work.',
    usage: '[options] -- <program> [arguments]',
    arguments: PROGRAM_ARGUMENTS,
    options: SERVER_OPTIONS,
    footer: `Examples:
  $ ${CHECK} server -- ./server {port} {cert} {key} {ca}
  $ ${CHECK} server --records 'cat records.jsonl' -- ./server {port} {cert} {key} {ca}
  $ ${CHECK} server --connect example.com:1234 --gentle --ca-cert ca.pem \\
      --client-cert cert.pem --private-key key.pem

${EXITS}
docs/check.md explains the verdicts, and has steps for CI.`,
  },
} satisfies Readonly<Record<string, SubcommandLine>>;

export type CheckCommand = keyof typeof CHECK_COMMANDS;

/** The command line of tlslp-check. */
export const CHECK_COMMAND_SET: CommandSet = {
  name: CHECK,
  description:
    'Tells whether a client, or a server, speaks the protocol: it plays the other side, good and bad.',
  commands: Object.values(CHECK_COMMANDS),
  options: { completion: completionOption },
  footer: `Examples:
  $ ${CHECK} client -- python3 client.py {host} {port} {ca} {cert} {key}
  $ ${CHECK} server -- ./server {port} {cert} {key} {ca}
  $ ${CHECK} client --list

"${CHECK} COMMAND --help" explains a command, docs/check.md has recipes.
"man ${CHECK}" has it all; --completion prints the completion for a shell.`,
};
