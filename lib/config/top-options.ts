import { defineOption, defineSwitch } from './option-table.js';
import { fileRule, orNull } from './rules.js';
import { logLevelOption } from './shared-options.js';
import { statusAddressRule } from './status-address.js';

const SERVER = 'The server:';
const CERTIFICATES = 'Certificates, for HTTPS:';
const OUTPUT = 'Output:';

/** An option with the path of a file, off by default. */
function optionalFile(
  flag: `--${string}`,
  group: string,
  help: string,
  details: string,
  defaultText = 'none',
) {
  return defineOption<string | null>({
    flag,
    valueName: 'file',
    rule: orNull(fileRule),
    defaultValue: null,
    defaultText,
    group,
    help,
    details,
  });
}

/** The options of tlslp-top. */
export const TOP_OPTIONS = {
  /** Where the server shows its status: `HOST:PORT`, `[::1]:PORT`, `unix:PATH` or a URL. Default `127.0.0.1:9000`. */
  status: defineOption<string>({
    flag: '--status',
    valueName: 'where',
    rule: statusAddressRule,
    defaultValue: '127.0.0.1:9000',
    group: SERVER,
    help: 'Where the server shows its status: the value of its option --status, or a URL.',
    details: 'A URL can have a path, for a server behind a proxy: `https://challenge.example/status/`.',
  }),
  /** Path of the token that the server asks for; null for none. Default null. */
  statusTokenFile: optionalFile(
    '--status-token-file',
    SERVER,
    'The file with the token that the server asks for.',
    'The first line of the file counts. A redirect is not followed: the token goes to this address alone.',
  ),
  /** Use HTTPS. Default false. */
  statusTls: defineSwitch({
    flag: '--status-tls',
    group: SERVER,
    help: 'Use HTTPS: the same as a URL that begins with https:.',
  }),
  /** Path of the CA certificates to verify the server with; null for those that Node trusts. Default null. */
  caCert: optionalFile(
    '--ca-cert',
    CERTIFICATES,
    'The CA certificates to verify the server with, PEM.',
    'It is for HTTPS, and refused without it.',
    'the CAs that Node trusts',
  ),
  /** Path of the certificate chain to show to the server; null for none. Default null. */
  clientCert: optionalFile(
    '--client-cert',
    CERTIFICATES,
    'The certificate chain to show to the server, PEM.',
    'It needs `--private-key`.',
  ),
  /** Path of the private key of that certificate; null for none. Default null. */
  privateKey: optionalFile(
    '--private-key',
    CERTIFICATES,
    'The private key of that certificate, PEM.',
    'It needs `--client-cert`.',
  ),
  /** Print the status once, as plain text. Default false. */
  once: defineSwitch({
    flag: '--once',
    group: OUTPUT,
    help: 'Print the status once, as plain text, and exit.',
    details:
      'So does a run whose standard output is not a terminal, or is a terminal without cursor movement (`TERM=dumb`).',
  }),
  /** The lowest level to log. Default `INFO`. */
  logLevel: defineOption({
    ...logLevelOption,
    group: OUTPUT,
    details: `At \`DEBUG\`, a failure is shown with its stack; nothing else is logged. ${logLevelOption.details ?? ''}`,
  }),
};
