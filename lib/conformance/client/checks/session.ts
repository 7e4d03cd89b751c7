import type { ClientCheck } from '../client-check.js';
import { WHOLE_SESSIONS } from './session/whole.js';
import { SESSION_WORDS } from './session/words.js';

/** Whole sessions, in which the server does all right. */
export const SESSION_CHECKS: readonly ClientCheck[] = [...WHOLE_SESSIONS, ...SESSION_WORDS];
