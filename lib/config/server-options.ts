import { DEFAULT_BODY_NAMES, DEFAULT_HOST, DEFAULT_PORT, DEFAULT_REQUESTS } from '../protocol/constants.js';
import { DIFFICULTY_OPTIONS } from './difficulty-options.js';
import { LIMIT_OPTIONS } from './limit-options.js';
import { NETWORK_OPTIONS } from './network-options.js';
import { ACCESS_OPTIONS } from './access-options.js';
import { defineOption, defineSwitch } from './option-table.js';
import { TUTORIAL_OPTIONS } from './tutorial-options.js';
import {
  bodyNamesRule,
  failRateRule,
  fileRule,
  hostRule,
  orNull,
  portRule,
  requestsRule,
  switchRule,
  tokenRule,
  waitRule,
} from './rules.js';
import {
  caCertOption,
  CERTIFICATES,
  CHALLENGE,
  DEADLINES,
  logLevelOption,
  otherTimeoutOption,
  workTimeoutOption,
} from './shared-options.js';

const NETWORK = 'Network:';

/** The options of a server. They define the fields of `ServerConfig` and their documentation. */
export const SERVER_OPTIONS = {
  /** Host name or address to listen on; `localhost` means every loopback address. Default `localhost`. */
  serverHost: defineOption<string>({
    flag: '--host',
    valueName: 'name',
    rule: hostRule,
    defaultValue: DEFAULT_HOST,
    group: NETWORK,
    help: 'Host name or address to listen on.',
    details: '`localhost` means every loopback address of this machine, on one port.',
    needsRestart: true,
  }),
  /** TCP port; 0 binds a free one. Default 1234. */
  port: defineOption<number>({
    flag: '--port',
    valueName: 'number',
    rule: portRule,
    defaultValue: DEFAULT_PORT,
    group: NETWORK,
    help: 'TCP port; 0 binds a free one.',
    details:
      'With 0, the line `Server listening on tls://HOST:PORT` on standard output shows the bound port.',
    needsRestart: true,
  }),
  ...NETWORK_OPTIONS,
  /** Path of the server's certificate chain, PEM. Default `certificates/server-cert.pem`. */
  serverCert: defineOption<string>({
    flag: '--server-cert',
    valueName: 'file',
    rule: fileRule,
    defaultValue: 'certificates/server-cert.pem',
    group: CERTIFICATES,
    help: "The server's certificate chain, PEM.",
  }),
  /** Path of the server's private key, PEM. Default `certificates/server-key.pem`. */
  serverKey: defineOption<string>({
    flag: '--server-key',
    valueName: 'file',
    rule: fileRule,
    defaultValue: 'certificates/server-key.pem',
    group: CERTIFICATES,
    help: "The server's private key, PEM.",
  }),
  /** Path of the CA certificates to verify clients with, PEM. Default `certificates/ca_cert.pem`. */
  caCert: defineOption({
    ...caCertOption,
    help: 'The CA certificates to verify clients with, PEM.',
  }),
  /** Request no client certificate. Only on this machine. Default false. */
  insecure: defineSwitch({
    flag: '--insecure',
    group: CERTIFICATES,
    help: 'Request no client certificate. Only on this machine: localhost, 127.0.0.0/8, ::1.',
    details: 'The server does not start with any other host.',
    needsRestart: true,
  }),
  /** The token of every session; null for a fresh token in each. Default null; in tutorial mode the token of the reference. */
  token: defineOption<string | null>({
    flag: '--token',
    valueName: 'text',
    rule: orNull(tokenRule),
    defaultValue: null,
    defaultText: 'a fresh one for each',
    group: CHALLENGE,
    help: 'The same token for every session.',
    details: 'For tests only. With fresh tokens, nobody can reuse the suffix of another session.',
    secret: true,
  }),
  /** The random string of every request; null for a fresh one in each. Default null; in tutorial mode that of the reference. */
  randomString: defineOption<string | null>({
    flag: '--random-string',
    valueName: 'text',
    rule: orNull(tokenRule),
    defaultValue: null,
    defaultText: 'a fresh one for each',
    group: CHALLENGE,
    help: 'The same random string for every request.',
    details: 'For tests only. With fresh random strings, nobody can reuse the checksum of another request.',
    secret: true,
  }),
  ...DIFFICULTY_OPTIONS,
  /** Give a client that lost its connection in WORK the same work again. Default true. */
  stickyWork: defineOption<boolean>({
    flag: '--sticky-work',
    valueName: null,
    rule: switchRule,
    defaultValue: true,
    defaultText: 'on',
    group: CHALLENGE,
    help: 'Give a client that lost its connection in WORK the same work again.',
    negation: { flag: '--no-sticky-work', help: 'Give every session fresh work.' },
    details:
      'The token and its n_bits belong to the certificate until their proof is accepted, for at most twice `--work-timeout`. Without effect with `--insecure`, with `--token` and in the tutorial.',
  }),
  /** The number of body requests in each session, 1 to 10000. Default 20; in tutorial mode one for each body name. */
  requests: defineOption<number>({
    flag: '--requests',
    valueName: 'number',
    rule: requestsRule,
    defaultValue: DEFAULT_REQUESTS,
    group: CHALLENGE,
    help: 'The number of body requests in each session.',
    details:
      'Each body name is requested at least once, in random order. With fewer requests than names, each request has a different name.',
  }),
  /** The body names to request. Default the eight names of the protocol. */
  bodyNames: defineOption<readonly string[]>({
    flag: '--body-names',
    valueName: 'list',
    rule: bodyNamesRule,
    defaultValue: Object.freeze([...DEFAULT_BODY_NAMES]),
    defaultText: 'the eight of docs/protocol.md',
    group: CHALLENGE,
    help: 'The body names to request, separated by commas.',
    details: `The default is \`${DEFAULT_BODY_NAMES.join(',')}\`.`,
  }),
  /** The probability, 0 to 1, that a FAIL replaces a body request. Default 0. */
  failRate: defineOption<number>({
    flag: '--fail-rate',
    valueName: 'number',
    rule: failRateRule,
    defaultValue: 0,
    group: CHALLENGE,
    help: 'The probability, 0 to 1, that a FAIL replaces a body request, to test clients.',
  }),
  ...TUTORIAL_OPTIONS,
  /** The deadline of WORK, in seconds. Default 1800. */
  workTimeout: defineOption({
    ...workTimeoutOption,
    details:
      'It runs from the writing of the command to the LF of the answer, as does `--other-timeout`. Fractions are accepted.',
  }),
  /** The deadline of every other step and of the TLS handshake, in seconds. Default 10. */
  otherTimeout: defineOption({
    ...otherTimeoutOption,
    help: 'Deadline of every other step and of the TLS handshake.',
  }),
  /** The time that sessions have to end after a stop, in seconds. Default 30. */
  drainTimeout: defineOption<number>({
    flag: '--drain-timeout',
    valueName: 'seconds',
    rule: waitRule,
    defaultValue: 30,
    group: DEADLINES,
    help: 'Time that sessions have to end after a stop.',
    details:
      'The server accepts no more connections meanwhile. Then the sessions that are still open end with FAIL, and the program exits with 3.',
  }),
  ...LIMIT_OPTIONS,
  ...ACCESS_OPTIONS,
  /** The lowest level to log. Default `INFO`. */
  logLevel: logLevelOption,
};
