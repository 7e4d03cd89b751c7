import { DEFAULT_HOST } from '../protocol/constants.js';
import { defineOption, defineSwitch } from './option-table.js';
import { proxyHeaderRule } from './proxy-header-text.js';
import { fileRule, hostRule, orNull, portsRule, timeoutRule } from './rules.js';
import {
  caCertOption,
  CERTIFICATES,
  logLevelOption,
  otherTimeoutOption,
  threadsOption,
  workTimeoutOption,
} from './shared-options.js';

const SERVER = 'The server:';
const ANSWERING = 'Answering:';

/** The options of a client. They define the fields of `ClientConfig` and their documentation. */
export const CLIENT_OPTIONS = {
  /** Host name or address of the server. The server's certificate must match it. Default `localhost`. */
  host: defineOption<string>({
    flag: '--host',
    valueName: 'name',
    rule: hostRule,
    defaultValue: DEFAULT_HOST,
    group: SERVER,
    help: 'Host name or address of the server.',
    details: "The server's certificate must match this name or address.",
  }),
  /** Ports of the server, 1 to 65535, tried in this order. Default 3115, 7883, 8235, 38154, 1234, 55532. */
  ports: defineOption<readonly number[]>({
    flag: '--ports',
    valueName: 'list',
    rule: portsRule,
    defaultValue: Object.freeze([3115, 7883, 8235, 38154, 1234, 55532]),
    group: SERVER,
    help: 'Ports of the server, separated by commas, tried in this order.',
  }),
  /** How long to go on without a connection, in seconds, and to connect again; null for never. Default null. */
  reconnect: defineOption<number | null>({
    flag: '--reconnect',
    valueName: 'seconds',
    impliedText: '3600',
    rule: orNull(timeoutRule),
    defaultValue: null,
    defaultText: 'off',
    group: SERVER,
    help: 'Connect again when the connection is lost, for so long (3600 if left out).',
    details:
      'A random pause comes first: at most 1 s, then at most twice as long each time, up to 60 s. The seconds count while there is no connection; one that lasts a minute starts them anew. The work goes on in the meantime, and is not done twice if the server gives the same token again. [client.md](client.md#lost-connections) says which failures are final.',
  }),
  /** The PROXY header to send before TLS, such as `v2:203.0.113.7:4711`; null for none. Default null. */
  proxyHeader: defineOption<string | null>({
    flag: '--proxy-header',
    valueName: 'header',
    rule: orNull(proxyHeaderRule),
    defaultValue: null,
    defaultText: 'none',
    group: SERVER,
    help: 'Send a PROXY header before TLS, such as v2:203.0.113.7:4711, to test --proxy-from.',
    details:
      '`v1` or `v2` alone names the addresses of the connection itself, as a health check of version 1 does; with `:ADDRESS:PORT` the client comes from there, and an IPv6 address is in brackets: `v1:[2001:db8::7]:4711`. `v1:unknown` and `v2:unknown` name no address, and `v2:local` is the proxy itself.',
  }),
  /** Path of the client's certificate chain, PEM. Default `certificates/client_cert.pem`. */
  clientCert: defineOption<string>({
    flag: '--client-cert',
    valueName: 'file',
    rule: fileRule,
    defaultValue: 'certificates/client_cert.pem',
    group: CERTIFICATES,
    help: "The client's certificate chain, PEM.",
  }),
  /** Path of the client's private key, PEM. Default `certificates/ec_private_key.pem`. */
  privateKey: defineOption<string>({
    flag: '--private-key',
    valueName: 'file',
    rule: fileRule,
    defaultValue: 'certificates/ec_private_key.pem',
    group: CERTIFICATES,
    help: "The client's private key, PEM.",
  }),
  /** Path of the CA certificates to verify the server with, PEM. Default `certificates/ca_cert.pem`. */
  caCert: defineOption({
    ...caCertOption,
    help: 'The CA certificates to verify the server with, PEM.',
  }),
  /** Send no certificate and verify none. Only for a server on this machine. Default false. */
  insecure: defineSwitch({
    flag: '--insecure',
    group: CERTIFICATES,
    help: 'Send no certificate and verify none. Only to this machine: localhost, 127.0.0.0/8, ::1.',
    details: 'The client does not connect to any other host.',
  }),
  /** Path of the answers: a JSON object from names to values. Null for made-up answers. Default null. */
  answers: defineOption<string | null>({
    flag: '--answers',
    valueName: 'file',
    rule: orNull(fileRule),
    defaultValue: null,
    defaultText: 'made-up answers',
    group: ANSWERING,
    help: 'The answers: a JSON object from names to values.',
  }),
  /** Threads for the proof of work, 1 to 256. Null for as many as the machine runs at once. Default null. */
  threads: defineOption({ ...threadsOption, group: ANSWERING }),
  /** Explain each step as it happens. Default false. */
  tutorial: defineSwitch({
    flag: '--tutorial',
    group: ANSWERING,
    help: 'Explain each step as it happens.',
  }),
  /** The deadline of the proof of work, in seconds. Default 1800. */
  workTimeout: defineOption({
    ...workTimeoutOption,
    details: 'Fractions are accepted, as for `--other-timeout`.',
  }),
  /** The deadline of the connection and of every other step, in seconds. Default 10. */
  otherTimeout: defineOption({
    ...otherTimeoutOption,
    help: 'Deadline of the connection and of every other step.',
  }),
  /** The lowest level to log. Default `INFO`. */
  logLevel: defineOption({
    ...logLevelOption,
    details: `The client logs to standard error, and only at \`DEBUG\`. ${logLevelOption.details ?? ''}`,
  }),
};
