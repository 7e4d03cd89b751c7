import { spreadOf, type Spread } from './statistics.js';

/** Which server: this checkout's, the yardstick, or that of another checkout. */
export type Role = 'ours' | 'bare' | 'other';

/** Measurements that stand side by side: taken one right after the other. */
export type Round<T> = ReadonlyMap<Role, T>;

/** What one quantity came to. */
export interface Figure {
  readonly ours: Spread;
  readonly bare: Spread;
  /** Ours by the bare server's, of each round. */
  readonly ratio: Spread;
  /** Null where no other checkout is measured. */
  readonly other: OtherFigure | null;
}

export interface OtherFigure {
  readonly own: Spread;
  /** The other checkout's by the bare server's, of each round. */
  readonly ratio: Spread;
  /** Ours by the other checkout's, of each round. */
  readonly change: Spread;
}

/**
 * Measures all, one right after the other, as often as `rounds` says. Whose turn is first changes, and so do the neighbours: what else
 * the machine does, and what one measurement leaves behind for the next, meets all alike.
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

/** Forwards and backwards in turns, and each two rounds begin one further on: of three, all six orders in six rounds. */
function orderOf<S>(subjects: readonly S[], round: number): readonly S[] {
  const first = Math.floor(round / 2) % subjects.length;
  const rotated = [...subjects.slice(first), ...subjects.slice(0, first)];
  return round % 2 === 0 ? rotated : rotated.reverse();
}

/** Another quantity of the same rounds. */
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

function valueOf(round: Round<number>, role: Role): number {
  return round.get(role) ?? NaN;
}
