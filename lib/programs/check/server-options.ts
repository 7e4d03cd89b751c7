import { defineOption, defineSwitch } from '../../config/option-table.js';
import { fileRule, integerRule, orNull, textRule, timeoutRule } from '../../config/rules.js';
import type { Endpoint } from '../../conformance/server/endpoint.js';
import { parseListenTarget } from '../../config/listen-targets.js';
import { MAX_SOLVABLE_BITS } from '../../conformance/peers/solve.js';
import { COMMON_OPTIONS } from './options.js';

const SERVER = 'Server:';
const RUNNING = 'Server that runs already:';

const connectRule = textRule(
  'HOST:PORT or [IPV6]:PORT, with a port from 1 to 65535',
  (text) => parseEndpoint(text) !== null,
  { kind: 'text', pattern: String.raw`^(\[[0-9A-Fa-f:.]+\]|[^\s:\[\]]+):[0-9]{1,5}$` },
);
const commandRule = textRule('a text that is not empty', (text) => text !== '', { kind: 'text' });

/** Parses `HOST:PORT` or `[IPV6]:PORT`. Returns null for any other text, and for port 0, which nobody can connect to. */
export function parseEndpoint(text: string): Endpoint | null {
  const target = parseListenTarget(text);
  return target?.kind === 'tcp' && target.port > 0 ? { host: target.host, port: target.port } : null;
}

/** The options of `tlslp-check server`. */
export const SERVER_OPTIONS = {
  ...COMMON_OPTIONS,
  connect: defineOption<string | null>({
    flag: '--connect',
    valueName: 'place',
    rule: orNull(connectRule),
    defaultValue: null,
    defaultText: 'the kit starts the program',
    group: RUNNING,
    help: 'Check the server that listens here: HOST:PORT or [IPV6]:PORT.',
    details:
      'Checks that stop the server, and those that need a certificate which only its CA can issue, are skipped.',
  }),
  caCert: file('--ca-cert', 'The certificate of the CA of the server, PEM.'),
  clientCert: file('--client-cert', 'A certificate that the server accepts, PEM.'),
  privateKey: file('--private-key', 'The key of that certificate, PEM, unencrypted.'),
  maxBits: defineOption<number>({
    flag: '--max-bits',
    valueName: 'number',
    rule: integerRule(0, MAX_SOLVABLE_BITS),
    defaultValue: 24,
    group: SERVER,
    help: 'Solve work up to so many bits; checks that need more are skipped.',
    details:
      'Most checks solve the work once, some twenty times: let the server ask for 9 bits. Work of 8 or 12 bits hides a server that counts hexadecimal digits.',
  }),
  otherTimeout: defineOption<number>({
    flag: '--other-timeout',
    valueName: 'seconds',
    rule: timeoutRule,
    defaultValue: 10,
    group: SERVER,
    help: 'The deadline of the server for every step but WORK.',
  }),
  workTimeout: defineOption<number | null>({
    flag: '--work-timeout',
    valueName: 'seconds',
    rule: orNull(timeoutRule),
    defaultValue: null,
    defaultText: 'the deadline of WORK is not checked',
    group: SERVER,
    help: 'The deadline of the server for WORK, which is waited for.',
  }),
  gentle: defineSwitch({
    flag: '--gentle',
    group: SERVER,
    help: 'Leave out what loads or disturbs a server that others use.',
    details: 'A hundred clients at once, silent connections, floods.',
  }),
  records: defineOption<string | null>({
    flag: '--records',
    valueName: 'command',
    rule: orNull(commandRule),
    defaultValue: null,
    defaultText: 'what is kept is not checked',
    group: SERVER,
    help: 'A shell command that prints the kept records as JSON.',
    details:
      'One document, or one a line, of any shape: each value that was sent must be one of its strings. It is run again until all are there, or the time limit is over.',
  }),
};

function file(flag: '--ca-cert' | '--client-cert' | '--private-key', help: string) {
  return defineOption<string | null>({
    flag,
    valueName: 'file',
    rule: orNull(fileRule),
    defaultValue: null,
    defaultText: 'none: needed with --connect',
    group: RUNNING,
    help,
  });
}
