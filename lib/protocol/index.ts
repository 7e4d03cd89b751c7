// The protocol's language: commands, answers, digests, errors and limits.
export {
  checkAnswer,
  formatBodyAnswer,
  splitBodyAnswer,
  type Answer,
  type AskingCommand,
  type BodyAnswer,
  type DoneAnswer,
  type HelloAnswer,
  type WorkAnswer,
} from './answers.js';
export * from './commands.js';
export { checksum, trailingZeroBits, workDigest } from './digests.js';
export * from './errors.js';
export { escapeText } from './escape.js';
export { failLineOf, outcomeOf, type Outcome } from './failures.js';
export { MAX_BODY_NAME_CHARS, MAX_LINE_BYTES, MAX_N_BITS, MAX_TOKEN_CHARS } from './limits.js';
