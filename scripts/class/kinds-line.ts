import type { PlannedParticipant } from './clients/participant.js';
import { countBy } from './views/count-by.js';

/** What is planned, in one line. */
export function kindsLine(plan: readonly PlannedParticipant[]): string {
  const visits = plan.reduce((sum, participant) => sum + participant.visits.length, 0);
  const kinds = Object.entries(countBy(plan, ({ kind }) => kind)).map(([kind, count]) => `${kind} ${count}`);
  return `${plan.length} participants come ${visits} times: ${kinds.join(', ')}`;
}
