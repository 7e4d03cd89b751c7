import {
  DEFAULT_BODY_NAMES,
  DEFAULT_HOST,
  DEFAULT_N_BITS,
  DEFAULT_PORT,
  DEFAULT_REQUESTS,
} from '../protocol/constants.js';
import { defineOption, defineSwitch } from './option-table.js';
import {
  bodyNamesRule,
  failRateRule,
  fileRule,
  hostRule,
  nBitsRule,
  orNull,
  portRule,
  requestsRule,
  tokenRule,
} from './rules.js';
import {
  caCertOption,
  CERTIFICATES,
  logLevelOption,
  otherTimeoutOption,
  workTimeoutOption,
} from './shared-options.js';

const NETWORK = 'Network:';
const CHALLENGE = 'What clients are asked:';

/** The options of a server: the fields of `ServerConfig`, which have their documentation from here. */
export const SERVER_OPTIONS = {
  /** Host name or address to listen on; `localhost` means every loopback address. Default `localhost`. */
  serverHost: defineOption<string>({
    flag: '--host',
    valueName: 'name',
    rule: hostRule,
    defaultValue: DEFAULT_HOST,
    group: NETWORK,
    help: 'Host name or address to listen on.',
    details: '`localhost` stands for every loopback address that the name has, on one port.',
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
      'With 0, the line `Server listening on tls://HOST:PORT` on standard output names the port that was bound.',
  }),
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
  /** Path of the CA certificates that clients are verified against, PEM. Default `certificates/ca_cert.pem`. */
  caCert: defineOption({
    ...caCertOption,
    help: 'The CA certificates that clients are verified against, PEM.',
  }),
  /** Ask for no client certificate; only on this machine. Default false. */
  insecure: defineSwitch({
    flag: '--insecure',
    group: CERTIFICATES,
    help: 'Ask for no client certificate. Only on this machine: localhost, 127.0.0.0/8, ::1.',
    details: 'With a host that is not this machine, the server does not start.',
  }),
  /** The same token for every session, or null for a fresh one each. Default null; in tutorial mode the reference's. */
  token: defineOption<string | null>({
    flag: '--token',
    valueName: 'text',
    rule: orNull(tokenRule),
    defaultValue: null,
    defaultText: 'a fresh one each',
    group: CHALLENGE,
    help: 'The same token for every session.',
    details: 'For tests only. A suffix that solves a fresh token is of no use to anyone else.',
  }),
  /** The same random string for every request, or null for a fresh one each. Default null; in tutorial mode the reference's. */
  randomString: defineOption<string | null>({
    flag: '--random-string',
    valueName: 'text',
    rule: orNull(tokenRule),
    defaultValue: null,
    defaultText: 'a fresh one each',
    group: CHALLENGE,
    help: 'The same random string for every request.',
    details: 'For tests only. The checksum of a fresh random string is of no use to anyone else.',
  }),
  /** Zero bits that the proof of work asks for, 0 to 64. Default 28. */
  nBits: defineOption<number>({
    flag: '--n-bits',
    aliases: ['--n_bits'],
    valueName: 'number',
    rule: nBitsRule,
    defaultValue: DEFAULT_N_BITS,
    group: CHALLENGE,
    help: 'Zero bits that the proof of work asks for, 0 to 64.',
  }),
  /** Body requests a session in normal mode, 1 to 10000. Default 20; in tutorial mode one for each body name. */
  requests: defineOption<number>({
    flag: '--requests',
    valueName: 'number',
    rule: requestsRule,
    defaultValue: DEFAULT_REQUESTS,
    group: CHALLENGE,
    help: 'Body requests in each session.',
    details:
      'Each body name is asked for at least once, in random order. With fewer requests than names, each request asks for a different name.',
  }),
  /** The body names that are asked for. Default the contract's eight. */
  bodyNames: defineOption<readonly string[]>({
    flag: '--body-names',
    valueName: 'list',
    rule: bodyNamesRule,
    defaultValue: Object.freeze([...DEFAULT_BODY_NAMES]),
    defaultText: 'the eight of docs/protocol.md',
    group: CHALLENGE,
    help: 'The body names that are asked for, with commas between.',
    details: `The eight are \`${DEFAULT_BODY_NAMES.join(',')}\`.`,
  }),
  /** The probability, 0 to 1, that a body request is replaced by a FAIL. Default 0. */
  failRate: defineOption<number>({
    flag: '--fail-rate',
    valueName: 'number',
    rule: failRateRule,
    defaultValue: 0,
    group: CHALLENGE,
    help: 'The probability, 0 to 1, of a FAIL in place of a body request, to test clients.',
  }),
  /** One deterministic session, each step explained, then the end. Default false. */
  tutorial: defineSwitch({
    flag: '--tutorial',
    group: CHALLENGE,
    help: 'One deterministic session, each step explained, then the end.',
    details:
      'Fixes the token, the random string and the order, unless `--token`, `--random-string`, `--n-bits` or `--body-names` say otherwise. Asks for each body name once and never fails by chance: another `--requests`, and a `--fail-rate` above 0, are refused. Keeps no answers, unless `--records` says where.',
  }),
  /** The deadline of WORK, in seconds. Default 1800. */
  workTimeout: defineOption({
    ...workTimeoutOption,
    details:
      'Measured from the writing of the command to the LF of the answer, as is `--other-timeout`. Fractions are accepted.',
  }),
  /** The deadline of every other step and of the TLS handshake, in seconds. Default 10. */
  otherTimeout: defineOption({
    ...otherTimeoutOption,
    help: 'Deadline of every other step, and of the TLS handshake.',
  }),
  /** The lowest level that is logged. Default `INFO`. */
  logLevel: logLevelOption,
};
