import type { ServerMutant } from '../server/server-mutant.js';
import { END_MUTANTS } from './ends.js';
import { LINE_MUTANTS } from './lines.js';
import { PROOF_MUTANTS } from './proof.js';
import { TIME_MUTANTS } from './time.js';
import { TLS_MUTANTS } from './tls.js';
import { WORD_MUTANTS } from './words.js';

/** Servers with one mistake each. */
export const SERVER_MUTANTS: readonly ServerMutant[] = [
  ...PROOF_MUTANTS,
  ...WORD_MUTANTS,
  ...LINE_MUTANTS,
  ...TIME_MUTANTS,
  ...TLS_MUTANTS,
  ...END_MUTANTS,
];
