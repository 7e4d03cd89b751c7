import { advice } from '../protocol/advice.js';
import { escapeText } from '../protocol/escape.js';
import type { Outcome } from '../protocol/failures.js';
import type { FailureCode, SessionFailure } from './entries.js';

const MAX_MESSAGE_CHARS = 300;

/** The connection was destroyed, and no error says why: an embedder did it, or the end of the process. */
export const TORN_DOWN: SessionFailure = {
  code: 'torn_down',
  message: 'The connection was destroyed.',
  advice: null,
};

/** Returns why a session failed, for people. */
export function failureOf(
  { code, message }: { readonly code: Exclude<FailureCode, 'torn_down'>; readonly message: string },
  step: string | null,
  outcome: Outcome,
): SessionFailure {
  return { code, message: shortText(message), advice: advice(code, step, outcome) };
}

/** Returns a message of a bounded length, escaped. */
export function shortText(message: string): string {
  return escapeText(message, MAX_MESSAGE_CHARS);
}
