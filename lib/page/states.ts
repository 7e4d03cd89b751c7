import type { ParticipantState } from '../status/entries.js';

/** How a state is shown: its word, and its place when rows are sorted by what needs a look. */
export interface StateStyle {
  readonly word: string;
  /** The smaller, the more it needs a look. */
  readonly rank: number;
  /** Whether a session is under way: then the time since its beginning matters, and the longest wait comes first. */
  readonly underWay: boolean;
}

const STYLES: Readonly<Record<ParticipantState, StateStyle>> = {
  failed: { word: 'Failed', rank: 0, underWay: false },
  working: { word: 'In WORK', rank: 1, underWay: true },
  answering: { word: 'Answering', rank: 2, underWay: true },
  finishing: { word: 'Finishing', rank: 3, underWay: true },
  greeting: { word: 'Greeting', rank: 4, underWay: true },
  done: { word: 'Done', rank: 5, underWay: false },
};

/** The states, those that need a look first. */
export const STATE_ORDER = (Object.keys(STYLES) as ParticipantState[]).sort(
  (a, b) => STYLES[a].rank - STYLES[b].rank,
);

/** Returns how a state is shown. A state of a newer server has its own name as its word, and comes last. */
export function styleOf(state: ParticipantState): StateStyle {
  const known: Partial<Record<string, StateStyle>> = STYLES;
  return known[state] ?? { word: state, rank: STATE_ORDER.length, underWay: false };
}
