import type { ServerEvent } from '../server/events.js';
import { placeText } from '../server/place-text.js';
import { stateSince } from '../server/states.js';
import type { CertificateInput, ConfiguredInput } from './input.js';
import type { ServerStatus } from './snapshot.js';

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
      requests: 0,
      maxSessions: 0,
      workTimeout: 0,
    };
  }

  get status(): ServerStatus {
    return this.#status;
  }

  configured({ nBits, requests, maxSessions, workTimeout }: ConfiguredInput): void {
    this.#change({ nBits, requests, maxSessions, workTimeout });
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

function changesBy(event: ServerEvent): Partial<ServerStatus> | null {
  switch (event.type) {
    case 'stress_began':
      return { stress: event.cause };
    case 'stress_ended':
      return { stress: null };
    case 'listening':
      return { state: 'ready', addresses: event.places.map(placeText) };
    default: {
      const state = stateSince(event);
      return state === null ? null : { state };
    }
  }
}
