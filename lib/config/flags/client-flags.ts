import { CLIENT_DEFAULTS, type ClientConfig } from '../client-config.js';
import { LOG_LEVELS } from '../log-levels.js';
import type { Flag } from './parser.js';

const SERVER = 'The server:';
const CERTIFICATES = 'Certificates (npm run certs makes them for development):';
const ANSWERING = 'Answering:';
const DEADLINES = 'Deadlines:';
const OUTPUT = 'Output:';

const D = CLIENT_DEFAULTS;

/** Every flag of tlslp-client but --version and --help. */
export const CLIENT_FLAGS: readonly Flag<keyof ClientConfig>[] = [
  {
    name: 'host',
    flags: '--host <name>',
    group: SERVER,
    text: 'Host name or address of the server.',
    defaultText: D.host,
  },
  {
    name: 'ports',
    flags: '--ports <list>',
    group: SERVER,
    text: 'Its ports, with commas between, tried in turn.',
    defaultText: D.ports.join(','),
  },
  {
    name: 'clientCert',
    flags: '--client-cert <file>',
    group: CERTIFICATES,
    text: "The client's certificate chain, PEM.",
    defaultText: D.clientCert,
  },
  {
    name: 'privateKey',
    flags: '--private-key <file>',
    group: CERTIFICATES,
    text: "The client's private key, PEM.",
    defaultText: D.privateKey,
  },
  {
    name: 'caCert',
    flags: '--ca-cert <file>',
    group: CERTIFICATES,
    text: 'The CA certificates that the server is verified against, PEM.',
    defaultText: D.caCert,
  },
  {
    name: 'insecure',
    flags: '--insecure',
    group: CERTIFICATES,
    text: 'Show no certificate and verify none.',
  },
  {
    name: 'answers',
    flags: '--answers <file>',
    group: ANSWERING,
    text: 'The answers, JSON, name to value.',
    defaultText: 'made-up answers',
  },
  {
    name: 'threads',
    flags: '--threads <number>',
    group: ANSWERING,
    text: 'Threads for the proof of work, 1 to 256.',
    defaultText: 'as many as the machine offers',
  },
  {
    name: 'tutorial',
    flags: '--tutorial',
    group: ANSWERING,
    text: 'Explain each step as it happens.',
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
    text: 'For connecting, and for every other step.',
    defaultText: String(D.otherTimeout),
  },
  {
    name: 'logLevel',
    flags: '--log-level <level>',
    group: OUTPUT,
    text: `What is logged on standard error: ${LOG_LEVELS.join(', ')}.`,
    defaultText: D.logLevel,
  },
];
