/** The quantities that a stranger controls, each with its bound. PROTOCOL.md, sections 1 and "Framing". */

/** A line's length in bytes, its LF included. */
export const MAX_LINE_BYTES = 1000;

/** Characters of a token, a random string or a suffix. */
export const MAX_TOKEN_CHARS = 128;

/** The hardest proof of work that may be asked for, in zero bits. */
export const MAX_N_BITS = 64;

/** Characters of a body name: with the longest random string the command still fits a line. */
export const MAX_BODY_NAME_CHARS = 128;

/** The longest deadline: a timer of Node's that is asked for more fires at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;
