import { DEFAULT_N_BITS_TARGET } from '../config/difficulty-options.js';
import type { NBits } from '../config/n-bits.js';
import type { ServerEvent } from '../server/events.js';
import { placeText } from '../server/place-text.js';
import { stateSince } from '../server/states.js';
import type { CertificateInput, ConfiguredInput } from './input.js';
import { settingsOf } from '../work/difficulty/settings.js';
import type { NBitsRangeStatus, ServerStatus } from './snapshot.js';

/** What the status says about the server itself. */
export class ServerPart {
  #status: ServerStatus;

  constructor({ version, startedAt }: Pick<ServerStatus, 'version' | 'startedAt'>) {
    this.#status = {
      version,
      startedAt,
      state: 'starting',
      addresses: [],
      certificateEnd: null,
      stress: null,
      nBits: 0,
      nBitsRange: null,
      requests: 0,
      maxSessions: 0,
      workTimeout: 0,
    };
  }

  get status(): ServerStatus {
    return this.#status;
  }

  configured({
    nBits: given,
    nBitsTarget = null,
    requests,
    maxSessions,
    workTimeout,
  }: ConfiguredInput): void {
    const nBitsRange = rangeOf(given, nBitsTarget, workTimeout);
    // In a range the difficulty goes on from where it is.
    const nBits = typeof given === 'number' ? given : within(this.#status.nBits, nBitsRange);
    this.#change({ nBits, nBitsRange, requests, maxSessions, workTimeout });
  }

  certificate({ validTo }: CertificateInput): void {
    const certificateEnd = Date.parse(validTo);
    this.#change({ certificateEnd: Number.isNaN(certificateEnd) ? null : certificateEnd });
  }

  /** Returns whether the event has changed anything. */
  apply(event: ServerEvent): boolean {
    const changes = changesBy(event);
    if (changes === null) return false;
    this.#change(changes);
    return true;
  }

  /** The server has ended. No event tells. */
  stopped(): void {
    this.#change({ state: 'stopped' });
  }

  #change(changes: Partial<ServerStatus>): void {
    this.#status = { ...this.#status, ...changes };
  }
}

function rangeOf(nBits: NBits, nBitsTarget: number | null, workTimeout: number): NBitsRangeStatus | null {
  if (typeof nBits === 'number') return null;
  const { floor, ceiling, target } = settingsOf(nBits, nBitsTarget ?? DEFAULT_N_BITS_TARGET, workTimeout);
  return { min: floor, max: ceiling, target };
}

function within(nBits: number, range: NBitsRangeStatus | null): number {
  return range === null ? nBits : Math.min(Math.max(nBits, range.min), range.max);
}

function changesBy(event: ServerEvent): Partial<ServerStatus> | null {
  switch (event.type) {
    case 'stress_began':
      return { stress: event.cause };
    case 'stress_ended':
      return { stress: null };
    case 'difficulty_changed':
      return { nBits: event.to };
    case 'listening':
      return { state: 'ready', addresses: event.places.map(placeText) };
    default: {
      const state = stateSince(event);
      return state === null ? null : { state };
    }
  }
}
