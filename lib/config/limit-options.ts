import { defineOption, defineSwitch } from './option-table.js';
import { countRule, limitRule, millisecondsRule, orNull, perSecondRule, timeoutRule } from './rules.js';

const LIMITS = 'Limits:';

/** 0 switches the limit off. */
const lagRule = millisecondsRule(0, 1_000_000);

/** The options of a server's limits: what one stranger can take from the others. docs/operations.md, "Limits". */
export const LIMIT_OPTIONS = {
  /** Connections that can be in their TLS handshake at once. Default 256. */
  maxHandshakes: defineOption<number>({
    flag: '--max-handshakes',
    valueName: 'n',
    rule: countRule,
    defaultValue: 256,
    group: LIMITS,
    help: 'Connections in their TLS handshake at once.',
  }),
  /** The same for one address; 0 for no limit. Default 32. */
  maxHandshakesPerAddress: defineOption<number>({
    flag: '--max-handshakes-per-address',
    valueName: 'n',
    rule: limitRule,
    defaultValue: 32,
    group: LIMITS,
    help: 'The same for one address; 0: no limit.',
    details: 'For IPv6, an address is its /64 network, here and in the options below.',
  }),
  /** New connections of one address in a second, sustained; 0 for no limit. Default 50. */
  handshakeRate: defineOption<number>({
    flag: '--handshake-rate',
    valueName: 'n',
    rule: perSecondRule,
    defaultValue: 50,
    group: LIMITS,
    help: 'New connections of one address per second; 0: no limit.',
  }),
  /** New connections of one address that can come at once, before `handshakeRate` counts. Default 200. */
  handshakeBurst: defineOption<number>({
    flag: '--handshake-burst',
    valueName: 'n',
    rule: countRule,
    defaultValue: 200,
    group: LIMITS,
    help: 'New connections of one address that can come at once, ahead of its rate.',
  }),
  /** Sessions at once. Default 10000. */
  maxSessions: defineOption<number>({
    flag: '--max-sessions',
    valueName: 'n',
    rule: countRule,
    defaultValue: 10_000,
    group: LIMITS,
    help: 'Sessions at once.',
    details: 'When they are all taken, new connections are closed before TLS costs anything.',
  }),
  /** Sessions of one certificate at once; 0 for no limit. Default 4. */
  maxPerCertificate: defineOption<number>({
    flag: '--max-per-certificate',
    valueName: 'n',
    rule: limitRule,
    defaultValue: 4,
    group: LIMITS,
    help: 'Sessions of one certificate at once; 0: no limit.',
    details: 'A certificate is told by its issuer and serial number, never by its name.',
  }),
  /** Sessions of one address at once; 0 for no limit. Default null; that is no limit, and 64 with `insecure`. */
  maxPerAddress: defineOption<number | null>({
    flag: '--max-per-address',
    valueName: 'n',
    rule: orNull(limitRule),
    defaultValue: null,
    defaultText: '0; 64 with --insecure',
    group: LIMITS,
    help: 'Sessions of one address at once; 0: no limit.',
    details:
      'A class can sit behind one address, so that the certificates are what counts where there are some.',
  }),
  /** Sessions that one certificate can begin in an hour; 0 for no limit. Default 0. */
  triesPerHour: defineOption<number>({
    flag: '--tries-per-hour',
    valueName: 'n',
    rule: limitRule,
    defaultValue: 0,
    group: LIMITS,
    help: 'Sessions that one certificate can begin in any 60 minutes; 0: no limit.',
  }),
  /** The deadline of a whole session, in seconds. Default null; that is `workTimeout` and 20 times `otherTimeout`. */
  sessionTimeout: defineOption<number | null>({
    flag: '--session-timeout',
    valueName: 'seconds',
    rule: orNull(timeoutRule),
    defaultValue: null,
    defaultText: '--work-timeout and 20 times --other-timeout',
    group: LIMITS,
    help: 'Deadline of a whole session, in seconds.',
    details:
      'It ends the wait for an answer, as the deadline of the step does. Once all answers are kept, only the deadline of the step counts: nobody loses a finished session.',
  }),
  /** The delay of the event loop, in milliseconds, from which new connections are shed; 0 for no limit. Default 70. */
  maxLag: defineOption<number>({
    flag: '--max-lag',
    valueName: 'ms',
    rule: lagRule,
    defaultValue: 70,
    group: LIMITS,
    help: 'Delay of the event loop, in milliseconds, above which new connections are shed; 0: no limit.',
    details: 'It is a moving average of about a second: one long pause sheds nobody.',
  }),
  /** Count and report what the limits would refuse, and refuse nothing. Default false. */
  limitsDryRun: defineSwitch({
    flag: '--limits-dry-run',
    group: LIMITS,
    help: 'Log and count what these limits would refuse, and refuse nothing.',
  }),
};
