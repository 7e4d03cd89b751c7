/** The limits of what a stranger may send or ask for. PROTOCOL.md, section 1 and "Framing". */

/** The maximum length of a line, in bytes, including its LF. */
export const MAX_LINE_BYTES = 1000;

/** The maximum number of characters of a token or a random string. */
export const MAX_TOKEN_CHARS = 128;

/** The maximum number of zero bits that WORK may ask for. */
export const MAX_N_BITS = 64;

/** The maximum number of characters of a body name. A command with the longest random string still fits a line. */
export const MAX_BODY_NAME_CHARS = 128;

/** The maximum delay of a timer, in milliseconds. Node fires a timer with a longer delay at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;
