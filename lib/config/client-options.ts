import { DEFAULT_HOST } from '../protocol/constants.js';
import { defineOption, defineSwitch } from './option-table.js';
import { fileRule, hostRule, orNull, portsRule } from './rules.js';
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

/** The options of a client: the fields of `ClientConfig`, which have their documentation from here. */
export const CLIENT_OPTIONS = {
  /** Host name or address of the server; its certificate must be for this name. Default `localhost`. */
  host: defineOption<string>({
    flag: '--host',
    valueName: 'name',
    rule: hostRule,
    defaultValue: DEFAULT_HOST,
    group: SERVER,
    help: 'Host name or address of the server.',
    details: 'The certificate of the server must be for this name or address.',
  }),
  /** Ports of the server, tried in turn, 1 to 65535. Default 3115, 7883, 8235, 38154, 1234, 55532. */
  ports: defineOption<readonly number[]>({
    flag: '--ports',
    valueName: 'list',
    rule: portsRule,
    defaultValue: Object.freeze([3115, 7883, 8235, 38154, 1234, 55532]),
    group: SERVER,
    help: 'Its ports, with commas between, tried in turn.',
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
  /** Path of the CA certificates that the server is verified against, PEM. Default `certificates/ca_cert.pem`. */
  caCert: defineOption({
    ...caCertOption,
    help: 'The CA certificates that the server is verified against, PEM.',
  }),
  /** Show no certificate and verify none; only to a server on this machine. Default false. */
  insecure: defineSwitch({
    flag: '--insecure',
    group: CERTIFICATES,
    help: 'Show no certificate and verify none. Only to this machine: localhost, 127.0.0.0/8, ::1.',
    details: 'With a host that is not this machine, the client does not connect.',
  }),
  /** Path of a JSON file, name to value; null for made-up answers. Default null. */
  answers: defineOption<string | null>({
    flag: '--answers',
    valueName: 'file',
    rule: orNull(fileRule),
    defaultValue: null,
    defaultText: 'made-up answers',
    group: ANSWERING,
    help: 'The answers, JSON, name to value.',
  }),
  /** Threads for the proof of work, 1 to 256; null for as many as the machine runs at once. Default null. */
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
  /** The deadline of connecting and of every other step, in seconds. Default 10. */
  otherTimeout: defineOption({
    ...otherTimeoutOption,
    help: 'Deadline of connecting, and of every other step.',
  }),
  /** The lowest level that is logged. Default `INFO`. */
  logLevel: defineOption({
    ...logLevelOption,
    details: `The client logs to standard error, and only at \`DEBUG\`. ${logLevelOption.details ?? ''}`,
  }),
};
