import { LOG_LEVELS } from '../log-levels.js';
import { SERVER_DEFAULTS, type ServerConfig } from '../server-config.js';
import type { Flag } from './parser.js';

const NETWORK = 'Network:';
const CERTIFICATES = 'Certificates (npm run certs makes them for development):';
const CHALLENGE = 'What clients are asked:';
const DEADLINES = 'Deadlines:';
const OUTPUT = 'Records and log:';

const D = SERVER_DEFAULTS;

/** Every flag of tlslp-server but --version and --help. */
export const SERVER_FLAGS: readonly Flag<keyof ServerConfig>[] = [
  {
    name: 'serverHost',
    flags: '--host <name>',
    group: NETWORK,
    text: 'Host name or address to listen on.',
    defaultText: D.serverHost,
  },
  {
    name: 'port',
    flags: '--port <number>',
    group: NETWORK,
    text: 'TCP port; 0 binds a free one.',
    defaultText: String(D.port),
  },
  {
    name: 'serverCert',
    flags: '--server-cert <file>',
    group: CERTIFICATES,
    text: "The server's certificate chain, PEM.",
    defaultText: D.serverCert,
  },
  {
    name: 'serverKey',
    flags: '--server-key <file>',
    group: CERTIFICATES,
    text: "The server's private key, PEM.",
    defaultText: D.serverKey,
  },
  {
    name: 'caCert',
    flags: '--ca-cert <file>',
    group: CERTIFICATES,
    text: 'The CA certificates that clients are verified against, PEM.',
    defaultText: D.caCert,
  },
  {
    name: 'insecure',
    flags: '--insecure',
    group: CERTIFICATES,
    text: 'Ask for no client certificate. Only on this machine: localhost, 127.0.0.0/8, ::1.',
  },
  {
    name: 'token',
    flags: '--token <text>',
    group: CHALLENGE,
    text: 'The same token for every session.',
    defaultText: 'a fresh one each',
  },
  {
    name: 'randomString',
    flags: '--random-string <text>',
    group: CHALLENGE,
    text: 'The same random string for every request.',
    defaultText: 'a fresh one each',
  },
  {
    name: 'nBits',
    flags: '--n-bits <number>',
    group: CHALLENGE,
    text: 'Zero bits that the proof of work asks for, 0 to 64.',
    defaultText: String(D.nBits),
  },
  {
    name: 'nBits',
    flags: '--n_bits <number>',
    group: CHALLENGE,
    text: 'The same as --n-bits.',
    hidden: true,
  },
  {
    name: 'requests',
    flags: '--requests <number>',
    group: CHALLENGE,
    text: 'Body requests a session.',
    defaultText: String(D.requests),
  },
  {
    name: 'bodyNames',
    flags: '--body-names <list>',
    group: CHALLENGE,
    text: 'The body names that are asked for, with commas between.',
    defaultText: D.bodyNames.join(','),
  },
  {
    name: 'failRate',
    flags: '--fail-rate <number>',
    group: CHALLENGE,
    text: 'The probability, 0 to 1, of a FAIL in place of a body request, to test clients.',
    defaultText: String(D.failRate),
  },
  {
    name: 'tutorial',
    flags: '--tutorial',
    group: CHALLENGE,
    text: 'One deterministic session, each step explained, then the end.',
  },
  {
    name: 'workTimeout',
    flags: '--work-timeout <seconds>',
    group: DEADLINES,
    text: 'For the proof of work.',
    defaultText: String(D.workTimeout),
  },
  {
    name: 'otherTimeout',
    flags: '--other-timeout <seconds>',
    group: DEADLINES,
    text: 'For every other step, and for the TLS handshake.',
    defaultText: String(D.otherTimeout),
  },
  {
    flags: '--records <file>',
    group: OUTPUT,
    text: 'Where the answers are kept, a JSON line a session.',
    defaultText: 'tlslp/records.ndjson in $XDG_STATE_HOME or ~/.local/state; none in the tutorial',
  },
  { flags: '--no-records', group: OUTPUT, text: 'Keep no answers.' },
  {
    name: 'logLevel',
    flags: '--log-level <level>',
    group: OUTPUT,
    text: `What is logged: ${LOG_LEVELS.join(', ')}.`,
    defaultText: D.logLevel,
  },
  {
    flags: '--log-file <file>',
    group: OUTPUT,
    text: 'Log to this file, rotated at 10 MB, instead of standard error.',
    defaultText: 'standard error',
  },
];
