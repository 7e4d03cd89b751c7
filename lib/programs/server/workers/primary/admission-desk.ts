import type { TimestampProvider } from 'rxjs';
import type { ServerConfig } from '../../../../config/server-config.js';
import { alreadyDone } from '../../../../protocol/access-failures.js';
import type { TlslpError } from '../../../../protocol/errors.js';
import type { Refusal } from '../../../../protocol/reasons.js';
import type { StressBeganEvent, StressEndedEvent } from '../../../../server/events.js';
import { Handshakes, type Evictable, type HandshakePlace } from '../../../../server/limits/handshakes.js';
import {
  countsCertificates,
  SessionPlaces,
  type SessionPlace,
} from '../../../../server/limits/session-places.js';
import { StressReports } from '../../../../server/limits/stress-reports.js';
import type { Channel } from '../channel/channel.js';
import { errorWire } from '../channel/error-wire.js';
import {
  EVICT,
  HANDSHAKE,
  HANDSHAKE_OVER,
  LAG,
  SESSION,
  SESSION_OVER,
  STRESS,
  type Granted,
  type HandshakeAnswer,
  type PlaceNumber,
  type SessionAnswer,
  type SessionAsk,
} from '../messages/admission.js';

export interface AdmissionOptions {
  /** Returns the configuration that holds now. */
  readonly config: () => ServerConfig;
  /** The time of day of events, in milliseconds since the epoch. */
  readonly now: () => number;
  /** A monotonic clock, in milliseconds. */
  readonly clock: TimestampProvider;
  /** Returns why no session can begin now; null if one can. */
  readonly shortage: () => TlslpError | null;
  /** Returns whether the client with this identity is done already. */
  readonly isDone: (identity: string) => boolean;
  /** Returns whether a certificate has work of an earlier connection. */
  readonly hasWork: (certificate: string) => boolean;
  /** Takes the events of stress. */
  readonly emit: (event: StressBeganEvent | StressEndedEvent) => void;
}

/** Only its worker knows whether a connection is idle: `EVICT` asks. */
const ELSEWHERE: Evictable = { bytesRead: 1, destroy: () => undefined };

/** What the connections of one worker hold. */
interface Held {
  readonly channel: Channel;
  readonly handshakes: Map<PlaceNumber, HandshakePlace>;
  readonly sessions: Map<PlaceNumber, SessionPlace>;
  isLagging: boolean;
}

/** The limits of a server over all its workers, by the same tables as those of one process. */
export class AdmissionDesk {
  readonly #options: AdmissionOptions;
  readonly #handshakes = new Handshakes();
  readonly #sessions = new SessionPlaces();
  readonly #stress: StressReports;
  readonly #workers = new Set<Held>();

  constructor(options: AdmissionOptions) {
    this.#options = options;
    this.#stress = new StressReports(options.now, options.clock);
  }

  /** The number of open sessions of all workers. */
  get openSessions(): number {
    return this.#sessions.open;
  }

  get isStressed(): boolean {
    return this.#stress.cause !== null;
  }

  /** The number of connections in their handshake. */
  get openHandshakes(): number {
    return this.#handshakes.size;
  }

  /** Answers a worker. Returns a function that gives back what it still holds. */
  connect(channel: Channel): () => void {
    const held: Held = { channel, handshakes: new Map(), sessions: new Map(), isLagging: false };
    this.#workers.add(held);
    channel.onAsk(HANDSHAKE, ([place, address]) => this.#handshake(held, place, address));
    channel.onTell(HANDSHAKE_OVER, (place) => {
      held.handshakes.get(place)?.leave();
      held.handshakes.delete(place);
    });
    channel.onAsk(SESSION, (ask) => this.#session(held, ask));
    channel.onTell(SESSION_OVER, (place) => {
      const session = held.sessions.get(place);
      if (session !== undefined) this.#sessions.leave(session);
      held.sessions.delete(place);
    });
    channel.onTell(LAG, (isLagging) => {
      held.isLagging = isLagging;
      this.updateStress();
    });
    return () => {
      this.#workers.delete(held);
      for (const place of held.handshakes.values()) place.leave();
      for (const session of held.sessions.values()) this.#sessions.leave(session);
      held.handshakes.clear();
      held.sessions.clear();
    };
  }

  /** Tells of stress that has begun or ended. Called with each session that begins, and at intervals. */
  updateStress(): void {
    const isLagging = [...this.#workers].some((worker) => worker.isLagging);
    const event = this.#stress.update(this.#sessions.open, this.#options.config().maxSessions, isLagging);
    if (event === null) return;
    for (const { channel } of this.#workers) channel.tell(STRESS, this.isStressed);
    this.#options.emit(event);
  }

  #handshake(
    held: Held,
    place: PlaceNumber,
    address: string | null,
  ): HandshakeAnswer | Promise<HandshakeAnswer> {
    const reason = this.#refusal(address);
    if (reason === null || !this.#canEvict(reason, address))
      return this.#decide(held, place, address, reason);
    return this.#makeRoom(reason, address).then(() =>
      this.#decide(held, place, address, this.#refusal(address)),
    );
  }

  #refusal(address: string | null): Refusal | null {
    const config = this.#options.config();
    if (this.#sessions.open >= config.maxSessions) return 'server_full';
    return this.#handshakes.refusal(address, config, false, this.#options.clock.now());
  }

  #decide(held: Held, place: PlaceNumber, address: string | null, reason: Refusal | null): HandshakeAnswer {
    if (reason !== null && !this.#options.config().limitsDryRun) return reason;
    // The worker may have gone while others made room.
    if (this.#workers.has(held)) {
      held.handshakes.set(place, this.#handshakes.enter(ELSEWHERE, address, this.#options.clock.now()));
    }
    return reason === null ? 0 : [reason];
  }

  /** Nobody makes room for a connection that is refused in any case. */
  #canEvict(reason: Refusal, address: string | null): boolean {
    const config = this.#options.config();
    const isFull = reason === 'too_many_handshakes' || reason === 'too_many_handshakes_from_address';
    return (
      isFull &&
      this.isStressed &&
      !config.limitsDryRun &&
      !this.#handshakes.isTooFast(address, config, this.#options.clock.now())
    );
  }

  /** Asks the workers in turns for one idle connection. A worker gives its place back before it answers. */
  async #makeRoom(reason: Refusal, address: string | null): Promise<void> {
    const whose = reason === 'too_many_handshakes_from_address' ? address : null;
    for (const { channel } of this.#workers) {
      const hasMadeRoom = await channel.ask(EVICT, whose).catch(() => false);
      if (hasMadeRoom) return;
    }
  }

  #session(held: Held, [place, certificate, address, identity]: SessionAsk): SessionAnswer {
    const { config, clock, shortage, isDone, hasWork } = this.#options;
    const short = shortage();
    if (short !== null) return { reason: 'no_space', error: errorWire(short) };
    if (identity !== null && isDone(identity)) {
      return { reason: 'already_done', error: errorWire(alreadyDone()) };
    }
    const keys = { certificate: countsCertificates(config()) ? certificate : null, address };
    const rejection = this.#sessions.rejection(keys, config(), clock.now());
    if (rejection !== null && !config().limitsDryRun) {
      return { reason: rejection.reason, error: errorWire(rejection.error) };
    }
    held.sessions.set(place, this.#sessions.enter(keys));
    this.updateStress();
    const granted: Granted = certificate !== null && hasWork(certificate) ? 1 : 0;
    return rejection === null ? granted : [rejection.reason, granted];
  }
}
