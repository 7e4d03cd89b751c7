import type { ParticipantsPage, StatusMessage } from '../../../lib/status/messages.js';
import type { Numbers } from '../numbers.js';
import { sumOf } from '../rows.js';

/** `/api/status` and `/api/participants`: what the page and tlslp-top are told. */
export function fromStatus({ counts }: StatusMessage, { items }: ParticipantsPage): Numbers {
  const { participants, work } = counts;
  return {
    sessions: counts.sessions,
    done: counts.ended.done,
    confirmed: counts.confirmed,
    outcomes: counts.ended,
    steps: counts.failedSteps,
    codes: counts.failures,
    refusals: counts.refusals,
    refused: sumOf(counts.refusals),
    worked: work.count,
    workUpTo: cumulative(work.bounds, work.counts),
    participants: participants.known,
    participantsDone: participants.done,
    participantsFailed: participants.failed,
    tries: Object.fromEntries(items.map(({ id, tries }) => [id, tries])),
    states: Object.fromEntries(items.map(({ id, doneAt, state }) => [id, doneAt === null ? state : 'done'])),
  };
}

function cumulative(bounds: readonly number[], counts: readonly number[]): Readonly<Record<string, number>> {
  let sum = 0;
  return Object.fromEntries(bounds.map((bound, n) => [String(bound), (sum += counts[n] ?? 0)]));
}
