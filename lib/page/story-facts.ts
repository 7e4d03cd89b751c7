import type { SessionEntry } from '../status/entries.js';
import { count, duration, measured } from './format.js';

export type StepState = 'passed' | 'failed' | 'under-way' | 'not-reached';

/** One of the four parts of a session. */
export interface Step {
  readonly name: string;
  readonly state: StepState;
  /** How long it took; empty if that is not known. */
  readonly time: string;
  /** Such as the bits of the proof of work. */
  readonly detail: string;
}

const PARTS = ['hello', 'work', 'requests', 'done'] as const;
type Part = (typeof PARTS)[number];

const NAMES: Readonly<Record<Part, string>> = {
  hello: 'HELLO',
  work: 'WORK',
  requests: 'Requests',
  done: 'DONE',
};

function partOf(step: string): Part {
  if (step === 'HELLO') return 'hello';
  if (step === 'WORK') return 'work';
  return step === 'DONE' ? 'done' : 'requests';
}

/** Returns the steps of a session, in their order. A session without proof of work has none of it. */
export function stepsOf(session: SessionEntry): Step[] {
  const at = PARTS.indexOf(partOf(session.step));
  return PARTS.flatMap((part, index) => {
    const state = stateOf(session, index, at);
    const seconds =
      session.durations?.[part] ?? (part === 'work' ? session.work?.seconds : undefined) ?? null;
    const known = session.durations !== null;
    // What has passed without a time was not asked for.
    if (known && seconds === null && state === 'passed') return [];
    return [
      {
        name: NAMES[part],
        state,
        time: seconds === null ? '' : measured(seconds),
        detail: state === 'not-reached' ? '' : detailOf(session, part),
      },
    ];
  });
}

function stateOf({ endedAt, outcome }: SessionEntry, index: number, at: number): StepState {
  if (index < at) return 'passed';
  if (index > at) return 'not-reached';
  if (endedAt === null) return 'under-way';
  return outcome === 'done' ? 'passed' : 'failed';
}

function detailOf({ work, step, answered, requests, outcome }: SessionEntry, part: Part): string {
  if (part === 'work' && work !== null) return `${work.nBits} bits asked, ${work.zeroBits} found`;
  if (part === 'requests' && requests !== null) {
    const where = partOf(step) === 'requests' && outcome !== 'done' ? `, at ${step}` : '';
    return `${count(answered)} of ${count(requests)} answered${where}`;
  }
  return '';
}

/** Returns how a session ended, or that it goes on, in a few words. */
export function outcomeOf({ outcome, confirmed, endedAt, step }: SessionEntry): string {
  if (endedAt === null) return `Under way, at ${step}`;
  switch (outcome) {
    case 'done':
      return confirmed === false ? 'Done: answers kept, left before OK' : 'Done';
    case 'timeout':
      return `Too slow at ${step}`;
    case 'disconnected':
      return `Left at ${step}`;
    case 'stopped':
      return `Stopped by the server at ${step}`;
    default:
      return `Failed at ${step}`;
  }
}

/** Returns how long a session took, or has taken so far. */
export function lengthOf({ startedAt, endedAt }: SessionEntry, now: number): string {
  const seconds = ((endedAt ?? now) - startedAt) / 1000;
  return endedAt === null ? duration(seconds) : measured(seconds);
}
