import type { DifficultyChange } from '../../work/difficulty/difficulty.js';

/** Returns a change of the difficulty with its reason: `n_bits 26 -> 27: 84 sessions in WORK for a target of 60`. */
export function difficultyText({ from, to, sessions, target, cause }: DifficultyChange): string {
  return `n_bits ${from} -> ${to}: ${REASONS[cause](sessions, target)}`;
}

const REASONS = {
  load: (sessions: number, target: number) =>
    `${sessions} ${sessions === 1 ? 'session' : 'sessions'} in WORK for a target of ${target}`,
  configured: () => 'the configuration has another range',
  group: () => 'as the other servers of the group',
} as const;
