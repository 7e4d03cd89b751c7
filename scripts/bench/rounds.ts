import { spreadOf, type Spread } from './statistics.js';

/** Which server: that of this checkout, the bare one, or that of another checkout. */
export type Role = 'ours' | 'bare' | 'other';

/** The measurements of one round, taken one right after the other. */
export type Round<T> = ReadonlyMap<Role, T>;

/** The results for one quantity. */
export interface Figure {
  readonly ours: Spread;
  readonly bare: Spread;
  /** The ratio of ours to the bare server's in each round. */
  readonly ratio: Spread;
  /** Null if no other checkout is measured. */
  readonly other: OtherFigure | null;
}

export interface OtherFigure {
  readonly own: Spread;
  /** The ratio of the other checkout's to the bare server's in each round. */
  readonly ratio: Spread;
  /** The ratio of ours to the other checkout's in each round. */
  readonly change: Spread;
}

/**
 * Measures all subjects, one right after the other, `rounds` times. The order changes from round to round, so that other work on the
 * machine and the effects of the previous measurement are the same for all.
 */
export async function inTurns<S, T>(
  subjects: ReadonlyMap<Role, S>,
  rounds: number,
  measure: (subject: S) => Promise<T>,
): Promise<Round<T>[]> {
  const taken: Round<T>[] = [];
  for (let i = 0; i < rounds; i++) {
    const round = new Map<Role, T>();
    for (const [role, subject] of orderOf([...subjects], i)) round.set(role, await measure(subject));
    taken.push(round);
  }
  return taken;
}

/** Alternates between both directions, and starts one subject later after every two rounds. Three subjects take all six orders. */
function orderOf<S>(subjects: readonly S[], round: number): readonly S[] {
  const first = Math.floor(round / 2) % subjects.length;
  const rotated = [...subjects.slice(first), ...subjects.slice(0, first)];
  return round % 2 === 0 ? rotated : rotated.reverse();
}

/** Picks one quantity of each measurement. */
export function mapRounds<T, U>(rounds: readonly Round<T>[], pick: (value: T) => U): Round<U>[] {
  return rounds.map((round) => new Map([...round].map(([role, value]) => [role, pick(value)])));
}

/** @param rounds at least one, each with `ours` and `bare` */
export function figureOf(rounds: readonly Round<number>[]): Figure {
  const spread = (role: Role): Spread => spreadOf(rounds.map((round) => valueOf(round, role)));
  const ratio = (role: Role, to: Role): Spread =>
    spreadOf(rounds.map((round) => valueOf(round, role) / valueOf(round, to)));
  const isCompared = rounds.every((round) => round.has('other'));
  return {
    ours: spread('ours'),
    bare: spread('bare'),
    ratio: ratio('ours', 'bare'),
    other: isCompared
      ? { own: spread('other'), ratio: ratio('other', 'bare'), change: ratio('ours', 'other') }
      : null,
  };
}

/** Returns what was measured of a subject; NaN if it was not. */
export function valueOf(round: Round<number>, role: Role): number {
  return round.get(role) ?? NaN;
}
