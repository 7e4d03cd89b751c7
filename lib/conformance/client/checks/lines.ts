import type { ClientCheck } from '../client-check.js';
import { brokenLineCheck } from './lines/broken-line.js';
import { ENCODING_LINES } from './lines/encodings.js';
import { ENDLESS_LINE } from './lines/endless.js';
import { SEVERAL_LINES } from './lines/several.js';
import { SPACE_LINES } from './lines/spaces.js';
import { WORD_LINES } from './lines/words.js';

/** Lines that break a rule of words, of length or of encoding: the client must stop with a failure, and answer nothing. */
export const LINE_CHECKS: readonly ClientCheck[] = [
  ...[...SPACE_LINES, ...WORD_LINES, ...ENCODING_LINES].map(brokenLineCheck),
  ENDLESS_LINE,
  ...SEVERAL_LINES,
];
