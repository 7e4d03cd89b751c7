import type { ServerCheck } from '../server-check.js';
import { HELLO_CHECKS } from './hello.js';
import { SESSION_CHECKS } from './session.js';

/** Every check of a server, in the order of the report: those that end the server are the last. */
export const SERVER_CHECKS: readonly ServerCheck[] = [...SESSION_CHECKS, ...HELLO_CHECKS];
