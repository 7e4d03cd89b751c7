/** The defaults of the reference, which existing clients expect. PROTOCOL.md, section 1. */

export const DEFAULT_TOKEN = 'gkcjcibIFynKssuJnJpSrgvawiVjLjEbdFuYQzuWROTeTaSmqFCAzuwkwLCRgIIq';
export const DEFAULT_RANDOM_STRING = 'LGTk';
export const DEFAULT_N_BITS = 28;
export const DEFAULT_HOST = 'localhost';
export const DEFAULT_PORT = 1234;

/** The deadline of WORK, in seconds. */
export const DEFAULT_WORK_TIMEOUT = 1800;
/** The deadline of every other step and of the TLS handshake, in seconds. */
export const DEFAULT_OTHER_TIMEOUT = 10;
/** The deadline of `sendAndReceive` on its own, in seconds. */
export const DEFAULT_EXCHANGE_TIMEOUT = 6;
/** The number of body requests in a session, in normal mode. */
export const DEFAULT_REQUESTS = 20;

/** The body names, in the order in which the tutorial asks for them. */
export const DEFAULT_BODY_NAMES = [
  'FULL_NAME',
  'EMAIL1',
  'EMAIL2',
  'SOCIAL',
  'BIRTHDATE',
  'COUNTRY',
  'ADDR_LINE1',
  'ADDR_LINE2',
] as const;
