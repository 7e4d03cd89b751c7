import type { Command } from '../protocol/commands.js';
import type { PlannedCommand, SessionContext } from './context.js';

/** What a conversation is to ask. */
export interface Plan {
  readonly nBits: number;
  /** Null for a fresh one each session. */
  readonly token: string | null;
  /** Null for a fresh one each request. */
  readonly randomString: string | null;
  readonly bodyNames: readonly string[];
  /** Body requests in all; each name is asked at least once where there are enough. */
  readonly requests: number;
  /** The probability that a body request is replaced by a FAIL. */
  readonly failRate: number;
  /** Ask each name once, in the order given. */
  readonly inOrder: boolean;
}

/** Where chance comes from: the server's is cryptographic, a test's has a seed. */
export interface RandomSource {
  /** A whole number from 0 to below `bound`, all equally likely. */
  readonly int: (bound: number) => number;
  /** A number from 0 to below 1. */
  readonly float: () => number;
  /** That many characters of A-Za-z0-9_-, each equally likely. */
  readonly string: (characters: number) => string;
}

/** 384 bits: as long as the reference's token, and nobody guesses it. */
const TOKEN_CHARS = 64;
/** 128 bits. */
const RANDOM_STRING_CHARS = 22;

export const RANDOM_FAIL_REASON = 'Random failure: this server was started with a fail rate.';

/** The command itself: one that is planned by its name alone gets its random string now. */
export function drawCommand(planned: PlannedCommand, drawRandomString: (() => string) | undefined): Command {
  if (typeof planned !== 'string') return planned;
  return { kind: 'body', name: planned, randomString: drawRandomString?.() ?? '' };
}

const RANDOM_FAIL: Command = { kind: 'fail', reason: RANDOM_FAIL_REASON };

/** One session, planned: a part of its context. */
export type PlannedSession = Required<Pick<SessionContext, 'token' | 'drawRandomString'>> & {
  readonly commands: readonly PlannedCommand[];
};

/**
 * Plans one session: its token, and its commands from HELLO to DONE. What a request's random string is, is drawn when its turn has come.
 * PROTOCOL.md, "Modes".
 * @param token drawn when not given
 */
export function planCommands(
  plan: Plan,
  random: RandomSource,
  token = plan.token ?? random.string(TOKEN_CHARS),
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

/** Every name once, then any of them, all in random order; with fewer requests than names that many different ones. */
function drawNames(names: readonly string[], requests: number, random: RandomSource): string[] {
  const drawn = shuffled(names, random).slice(0, requests);
  while (drawn.length < requests) drawn.push(names[random.int(names.length)] ?? '');
  return shuffled(drawn, random);
}

/** Fisher and Yates. */
function shuffled<T>(items: readonly T[], random: RandomSource): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = random.int(i + 1);
    const [a, b] = [result[i], result[j]];
    if (a !== undefined && b !== undefined) [result[i], result[j]] = [b, a];
  }
  return result;
}
