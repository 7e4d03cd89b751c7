import type { Command } from '../protocol/commands.js';
import type { PlannedCommand, SessionContext } from './context.js';

/** The rules by which the commands of a session are chosen. */
export interface Plan {
  readonly nBits: number;
  /** The token; null for a fresh one in each session. */
  readonly token: string | null;
  /** The random string; null for a fresh one in each request. */
  readonly randomString: string | null;
  readonly bodyNames: readonly string[];
  /** The number of body requests. Each name comes at least once when there are enough requests. */
  readonly requests: number;
  /** The probability, from 0 to 1, that a FAIL replaces a body request. */
  readonly failRate: number;
  /** Ask for each name once, in the given order; `requests` has no effect then. */
  readonly inOrder: boolean;
}

/** A source of random values. The server's is cryptographic; a test's has a seed. */
export interface RandomSource {
  /** Returns an integer from 0 to `bound` - 1, each equally likely. */
  readonly int: (bound: number) => number;
  /** Returns a number that is at least 0 and less than 1. */
  readonly float: () => number;
  /** Returns the given number of characters of A-Za-z0-9_-, each equally likely. */
  readonly string: (characters: number) => string;
}

/** 384 bits: the length of the reference's token, and too many to guess. */
const TOKEN_CHARS = 64;
/** 128 bits. */
const RANDOM_STRING_CHARS = 22;

export const RANDOM_FAIL_REASON = 'Random failure: this server was started with a fail rate.';

/** Returns the command to send. A command that is only a name gets its random string here. */
export function drawCommand(planned: PlannedCommand, drawRandomString: (() => string) | undefined): Command {
  if (typeof planned !== 'string') return planned;
  return { kind: 'body', name: planned, randomString: drawRandomString?.() ?? '' };
}

/** Draws the token of a session. */
export function drawToken(random: RandomSource): string {
  return random.string(TOKEN_CHARS);
}

const RANDOM_FAIL: Command = { kind: 'fail', reason: RANDOM_FAIL_REASON };

/** The planned part of a session's context. */
export type PlannedSession = Required<Pick<SessionContext, 'token' | 'drawRandomString'>> & {
  readonly commands: readonly PlannedCommand[];
};

/**
 * Plans one session: its token, and its commands from HELLO to DONE. Random strings are drawn later, just before each request.
 * PROTOCOL.md, "Modes".
 * @param token drawn when not given
 */
export function planCommands(
  plan: Plan,
  random: RandomSource,
  token = plan.token ?? drawToken(random),
): PlannedSession {
  const names = plan.inOrder ? plan.bodyNames : drawNames(plan.bodyNames, plan.requests, random);
  return {
    token,
    commands: [
      { kind: 'hello' },
      { kind: 'work', token, nBits: plan.nBits },
      ...names.map((name) => (strikes(plan.failRate, random) ? RANDOM_FAIL : name)),
      { kind: 'done' },
    ],
    drawRandomString: () => plan.randomString ?? random.string(RANDOM_STRING_CHARS),
  };
}

function strikes(failRate: number, random: RandomSource): boolean {
  return failRate > 0 && random.float() < failRate;
}

/** Draws names in random order: each at least once, or different ones when there are fewer requests than names. */
function drawNames(names: readonly string[], requests: number, random: RandomSource): string[] {
  const drawn = shuffled(names, random).slice(0, requests);
  while (drawn.length < requests) drawn.push(names[random.int(names.length)] ?? '');
  return shuffled(drawn, random);
}

/** The Fisher-Yates shuffle. */
function shuffled<T>(items: readonly T[], random: RandomSource): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = random.int(i + 1);
    const [a, b] = [result[i], result[j]];
    if (a !== undefined && b !== undefined) [result[i], result[j]] = [b, a];
  }
  return result;
}
