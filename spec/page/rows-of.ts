import type { Participant } from '../../lib/status/entries.js';

/** A participant, as far as a test does not say otherwise. */
export function participant(id: string, more: Partial<Participant> = {}): Participant {
  return {
    id,
    name: `name ${id}`,
    serialNumber: null,
    address: null,
    state: 'working',
    step: 'WORK',
    since: 1000,
    answered: 0,
    requests: 9,
    open: 1,
    tries: 1,
    doneAt: null,
    confirmed: false,
    lastOutcome: null,
    lastError: null,
    firstSeen: 1000,
    lastSeen: 1000,
    ...more,
  };
}
