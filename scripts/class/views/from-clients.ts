import { outcomeOf, type Visit } from '../clients/visit.js';
import type { Counts, Numbers } from '../numbers.js';
import { countBy } from './count-by.js';

/** What the clients know themselves. */
export function fromClients(visits: readonly Visit[]): Numbers {
  const sessions = visits.filter(({ began }) => began);
  const failed = sessions.filter(({ done }) => !done);
  const refused = visits.filter(({ began }) => !began);
  const tries = countBy(sessions, ({ id }) => id);
  const states: Record<string, string> = {};
  for (const { id, done } of sessions)
    if (done || states[id] === undefined) states[id] = done ? 'done' : 'failed';
  return {
    sessions: sessions.length,
    done: sessions.filter(({ done }) => done).length,
    confirmed: sessions.filter(({ confirmed }) => confirmed).length,
    outcomes: countBy(sessions, outcomeOf),
    steps: countBy(failed, ({ step }) => step ?? 'none'),
    codes: countBy(failed, ({ code }) => code ?? 'none'),
    refusals: countBy(refused, ({ refused: reason }) => reason ?? 'unexpected'),
    refused: refused.length,
    worked: sessions.filter(({ worked }) => worked).length,
    ...participantCounts(states),
    tries,
    states,
  };
}

/** @param states the state of each participant, `done` or `failed` */
export function participantCounts(
  states: Readonly<Record<string, string>>,
): Required<Pick<Numbers, 'participants' | 'participantsDone' | 'participantsFailed'>> {
  const by: Counts = countBy(Object.values(states), (state) => state);
  return {
    participants: Object.keys(states).length,
    participantsDone: by['done'] ?? 0,
    participantsFailed: by['failed'] ?? 0,
  };
}
