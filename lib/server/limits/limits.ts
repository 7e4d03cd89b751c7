import type { Socket } from 'node:net';
import type { Subscription } from 'rxjs';
import { interval, type SchedulerLike, type TimestampProvider } from 'rxjs';
import type { ServerConfig } from '../../config/server-config.js';
import { isShed, REFUSAL_SENTENCES, type Refusal, type Shed } from '../../protocol/reasons.js';
import type { Peer, RemoteAddress } from '../../session/events.js';
import type { SheddingEvent, StressBeganEvent, StressEndedEvent, WouldRefuseEvent } from '../events.js';
import type { ReasonCounts } from '../reason-counts.js';
import { descriptorOf, descriptorThreshold } from './descriptors.js';
import { Handshakes, type HandshakePlace } from './handshakes.js';
import { addressKey } from './keys.js';
import { LagMeter } from './lag-meter.js';
import { MemoryMeter, processMemoryUse, type MemoryUse } from './memory-meter.js';
import type { Rejection } from './rejection.js';
import { SessionPlaces, type SessionPlace } from './session-places.js';
import { ShedReports } from './shed-reports.js';
import { Stress } from './stress.js';

/** How often the delay of the event loop is sampled, in milliseconds. */
export const SAMPLE_MS = 100;
/** Memory is looked at in every such sample. */
const SAMPLES_OF_MEMORY = 10;

/** What the limits report. */
export type LimitsEvent = WouldRefuseEvent | SheddingEvent | StressBeganEvent | StressEndedEvent;

/** What the limits of a server are taken from. */
export interface LimitsOptions {
  /** Returns the configuration that holds now. */
  readonly config: () => ServerConfig;
  readonly counts: ReasonCounts;
  /** The time of day of events, in milliseconds since the epoch. */
  readonly now: () => number;
  /** A monotonic clock, in milliseconds. */
  readonly clock: TimestampProvider;
  /** The share of the memory that is in use. Default: that of this process. */
  readonly memoryUse?: MemoryUse;
  /** The first descriptor that new connections must not take. Default: what the operating system says, less a reserve. */
  readonly maxDescriptor?: number;
}

/** The limits of a server: who may begin a handshake, who may begin a session, and whether the server is under stress. */
export class Limits {
  readonly handshakes = new Handshakes();
  readonly sessions = new SessionPlaces();
  readonly #options: LimitsOptions;
  readonly #lag = new LagMeter();
  readonly #memory: MemoryMeter;
  readonly #maxDescriptor: number;
  readonly #stress = new Stress();
  readonly #shedReports = new ShedReports();
  #stressedAt = 0;
  #emit: (event: LimitsEvent) => void = () => undefined;

  constructor(options: LimitsOptions) {
    this.#options = options;
    this.#memory = new MemoryMeter(options.memoryUse ?? processMemoryUse());
    this.#maxDescriptor = options.maxDescriptor ?? descriptorThreshold();
  }

  /** Whether short steps that begin now have half their time. Never with `--limits-dry-run`. */
  get isStressed(): boolean {
    return this.#stress.cause !== null && !this.#options.config().limitsDryRun;
  }

  /** Samples the load of this process, and reports, until unsubscribed. */
  start(scheduler: SchedulerLike, emit: (event: LimitsEvent) => void): Subscription {
    const { clock } = this.#options;
    this.#emit = emit;
    let due = clock.now() + SAMPLE_MS;
    let samples = 0;
    const sampling = interval(SAMPLE_MS, scheduler).subscribe(() => {
      const now = clock.now();
      this.#sample(now - due, samples++ % SAMPLES_OF_MEMORY === 0, now);
      due = now + SAMPLE_MS;
    });
    sampling.add(() => {
      this.#emit = () => undefined;
    });
    return sampling;
  }

  /**
   * Decides before the PROXY header of a connection is read. Returns why it must not, or null. Its client is not known yet, so this looks
   * only at how busy the server is.
   * @param remote the address of the proxy @param waiting how many connections wait for their header
   */
  admitHeader(socket: Socket, remote: RemoteAddress | null, waiting: number): Refusal | null {
    const config = this.#options.config();
    const isFull = waiting >= config.maxHandshakes;
    const reason = this.#overload(socket, config) ?? (isFull ? 'too_many_handshakes' : null);
    return reason === null ? null : this.#refuse(remote, reason, config, this.#options.clock.now());
  }

  /**
   * Decides before TLS. Returns the place of a connection that may begin its handshake, which it must leave at its end, or why it must not.
   * @param headerBytes how many bytes of the connection are not the client's
   */
  admitHandshake(socket: Socket, remote: RemoteAddress | null, headerBytes = 0): HandshakePlace | Refusal {
    const config = this.#options.config();
    const now = this.#options.clock.now();
    const address = remote === null ? null : addressKey(remote.address);
    const reason =
      this.#overload(socket, config) ?? this.handshakes.refusal(address, config, this.isStressed, now);
    const refused = reason === null ? null : this.#refuse(remote, reason, config, now);
    return refused ?? this.handshakes.enter(socket, address, now, headerBytes);
  }

  /** Decides after TLS. Returns the place of a client that may begin a session, to give back to `leaveSession`, or why it must not. */
  admitSession(peer: Peer): SessionPlace | Rejection {
    const config = this.#options.config();
    const keys = this.sessions.keysOf(peer, config);
    const rejection = this.sessions.rejection(keys, config, this.#options.clock.now());
    if (rejection !== null) {
      if (!config.limitsDryRun) return rejection;
      this.#wouldRefuse(peer.remote, rejection.reason);
    }
    const place = this.sessions.enter(keys);
    this.#updateStress();
    return place;
  }

  /** Gives back the place of a session that has ended. */
  leaveSession(place: SessionPlace): void {
    this.sessions.leave(place);
  }

  /** Returns the reason, or null where it is only told of. */
  #refuse(
    remote: RemoteAddress | null,
    reason: Refusal,
    { limitsDryRun }: ServerConfig,
    now: number,
  ): Refusal | null {
    if (limitsDryRun) {
      this.#wouldRefuse(remote, reason);
      return null;
    }
    if (isShed(reason)) this.#reportShed(reason, now);
    return reason;
  }

  #overload(socket: Socket, config: ServerConfig): Refusal | null {
    if (this.#lag.isLagging) return 'shed_lag';
    if (this.#memory.isShort) return 'shed_memory';
    if (descriptorOf(socket) >= this.#maxDescriptor) return 'shed_descriptors';
    return this.sessions.open >= config.maxSessions ? 'server_full' : null;
  }

  #sample(lateMs: number, withMemory: boolean, now: number): void {
    const { maxLag, otherTimeout } = this.#options.config();
    this.#lag.add(lateMs, maxLag);
    if (withMemory) this.#memory.sample();
    this.#updateStress();
    if (this.isStressed) this.handshakes.evictIdleSince(now - (otherTimeout * 1000) / 2);
    this.#tellShed(now);
  }

  #updateStress(): void {
    const { open } = this.sessions;
    if (!this.#stress.update(open, this.#options.config().maxSessions, this.#lag.isLagging)) return;
    const { now, clock } = this.#options;
    const { cause } = this.#stress;
    if (cause !== null) {
      this.#stressedAt = clock.now();
      this.#emit({ type: 'stress_began', at: now(), cause, sessions: open });
      return;
    }
    const seconds = Math.round(clock.now() - this.#stressedAt) / 1000;
    this.#emit({ type: 'stress_ended', at: now(), seconds, sessions: open });
  }

  #reportShed(reason: Shed, now: number): void {
    this.#shedReports.add(reason);
    this.#tellShed(now);
  }

  #tellShed(now: number): void {
    this.#shedReports.due(now, (reason, count) => {
      const message = REFUSAL_SENTENCES[reason];
      this.#emit({ type: 'shedding', at: this.#options.now(), reason, message, count });
    });
  }

  #wouldRefuse(remote: RemoteAddress | null, reason: Refusal): void {
    const count = this.#options.counts.nextDryRun(reason);
    const message = REFUSAL_SENTENCES[reason];
    this.#emit({ type: 'would_refuse', at: this.#options.now(), remote, reason, message, count });
  }
}
