import type { CommandSet, SubcommandLine } from '../../config/command-line.js';
import { completionOption } from '../../config/source-options.js';
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

export const CERTS = 'tlslp-certs';

const DOCS = '\n\ndocs/certificates.md explains each task, docs/options.md every option.';

/** The commands of tlslp-certs, by their word. */
export const CERTS_COMMANDS = {
  init: {
    name: `${CERTS} init`,
    summary: 'make a CA, a server and a client certificate',
    description:
      'Makes a CA, a server certificate and one client certificate, with the names that the programs look for. Keeps the files that exist, and makes only the missing ones.',
    options: INIT_OPTIONS,
    footer: `Examples:
  $ ${CERTS} init
  $ ${CERTS} init --host challenge.example,192.0.2.1${DOCS}`,
  },
  server: {
    name: `${CERTS} server`,
    summary: 'make a new server certificate, at the same path',
    description:
      'Makes a new server certificate and key, at the paths of the present ones. Those stay beside them, under a dated name.',
    options: SERVER_OPTIONS,
    footer: `Examples:
  $ ${CERTS} server
  $ ${CERTS} server --host challenge.example --days 90${DOCS}`,
  },
  client: {
    name: `${CERTS} client`,
    summary: 'make client certificates: one, or all of a CSV file',
    description:
      'Makes a folder with certificate, key and CA for one client, or for everybody in a CSV file who has none. Nothing is overwritten.',
    usage: `[options] <name>
       ${CERTS} client [options] --from <file>`,
    arguments: CLIENT_ARGUMENTS,
    options: CLIENT_OPTIONS,
    footer: `Examples:
  $ ${CERTS} client "Ada Lovelace" --ou 10b --email ada@example.com
  $ ${CERTS} client --from people.csv --p12${DOCS}`,
  },
  list: {
    name: `${CERTS} list`,
    summary: 'list the certificates and their states',
    description:
      'Lists the certificates of the CA: name, state, dates, serial number and fingerprint. On a terminal, lines are cut at its width.',
    options: LIST_OPTIONS,
    footer: `Examples:
  $ ${CERTS} list
  $ ${CERTS} list --json${DOCS}`,
  },
  revoke: {
    name: `${CERTS} revoke`,
    summary: 'revoke a certificate, and write the list for the server',
    description:
      'Revokes a certificate, and writes crl.pem: the signed list of revoked certificates, for the server.',
    usage: '[options] <certificate>',
    arguments: REVOKE_ARGUMENTS,
    options: REVOKE_OPTIONS,
    footer: `Examples:
  $ ${CERTS} revoke "Ada Lovelace"
  $ ${CERTS} revoke 3FA2C1D05B7E4A9081726354AABBCCDD${DOCS}`,
  },
  'renew-crl': {
    name: `${CERTS} renew-crl`,
    summary: 'write the list anew, before it ends',
    description: 'Writes crl.pem anew, with the same certificates, so that it counts longer.',
    options: RENEW_CRL_OPTIONS,
    footer: `Examples:
  $ ${CERTS} renew-crl
  $ ${CERTS} renew-crl --days 30${DOCS}`,
  },
  check: {
    name: `${CERTS} check`,
    summary: 'say what certificate files are, and what is wrong',
    description:
      'Says what each file is, for whom, until when, and what it can be used for. Files that are given together must belong together. Exits with 1 if something is wrong.',
    usage: '[options] <file...>',
    arguments: CHECK_ARGUMENTS,
    options: CHECK_OPTIONS,
    footer: `Examples:
  $ ${CERTS} check certificates/server-cert.pem certificates/server-key.pem
  $ ${CERTS} check certificates/*.pem${DOCS}`,
  },
} satisfies Readonly<Record<string, SubcommandLine>>;

export type CertsCommand = keyof typeof CERTS_COMMANDS;

/** The command line of tlslp-certs. */
export const CERTS_COMMAND_SET: CommandSet = {
  name: CERTS,
  description: 'Makes, lists, revokes and checks the certificates of a challenge.',
  commands: Object.values(CERTS_COMMANDS),
  options: { completion: completionOption },
  footer: `Examples:
  $ ${CERTS} init --host challenge.example
  $ ${CERTS} client --from people.csv

"${CERTS} COMMAND --help" explains a command, docs/certificates.md each task.
"man ${CERTS}" has it all; --completion prints the completion for a shell.`,
};
