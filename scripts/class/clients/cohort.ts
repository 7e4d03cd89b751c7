import { setTimeout as sleep } from 'node:timers/promises';
import { come } from './come.js';
import type { Identity } from './identities.js';
import type { Half, PlannedParticipant, Shown } from './participant.js';
import type { Visit } from './visit.js';

/** The reason of the refusal that each certificate earns. */
const REFUSED: Readonly<Record<Shown, string | null>> = {
  own: null,
  untrusted: 'untrusted_certificate',
  none: 'no_certificate',
};

export interface CohortOptions {
  readonly port: number;
  /** How long a half is. */
  readonly halfMs: number;
  readonly signal: AbortSignal;
  /** What a participant shows of itself. */
  readonly identityOf: (participant: PlannedParticipant) => Identity;
}

/** All the participants of a class, who come by themselves when it is their time. */
export class Cohort {
  /** Every visit that is over. */
  readonly visits: Visit[] = [];
  readonly #options: CohortOptions;

  constructor(options: CohortOptions) {
    this.#options = options;
  }

  /** Lets everybody come who comes in this half. Resolves when the last one has gone. */
  async run(plan: readonly PlannedParticipant[], half: Half): Promise<void> {
    const startedAt = performance.now();
    await Promise.all(plan.map((participant) => this.#takePart(participant, half, startedAt)));
  }

  async #takePart(participant: PlannedParticipant, half: Half, startedAt: number): Promise<void> {
    const { port, halfMs, signal, identityOf } = this.#options;
    const { id, secureContext } = identityOf(participant);
    const target = { port, signal, secureContext };
    const refused = REFUSED[participant.shown];
    for (const { at, think, way } of participant.visits.filter((visit) => visit.half === half)) {
      const waitMs = Math.max(0, at * halfMs - (performance.now() - startedAt));
      await sleep(waitMs, undefined, { signal });
      this.visits.push(await come(target, { id, behaviour: way(), thinkMs: think * halfMs, refused }));
    }
  }
}
