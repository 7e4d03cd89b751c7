import type { Socket } from 'node:net';
import type { SchedulerLike, Subscription } from 'rxjs';
import type { ServerConfig } from '../../config/server-config.js';
import type { Refusal } from '../../protocol/reasons.js';
import type { Peer, RemoteAddress } from '../../session/events.js';
import type { AdmissionLimits, LimitsEvent } from './admission-limits.js';
import { Enforcement } from './enforcement.js';
import { Handshakes, type HandshakePlace } from './handshakes.js';
import { addressKey } from './keys.js';
import type { LimitsOptions } from './limits-options.js';
import { ProcessLoad } from './process-load.js';
import type { Rejection } from './rejection.js';
import { SessionPlaces, type SessionPlace } from './session-places.js';
import { StressReports } from './stress-reports.js';

export { SAMPLE_MS } from './process-load.js';
export type { LimitsEvent } from './admission-limits.js';

/** The limits of a server of one process: who may begin a handshake, who may begin a session, and whether the server is under stress. */
export class Limits implements AdmissionLimits {
  readonly handshakes = new Handshakes();
  readonly sessions = new SessionPlaces();
  readonly #options: LimitsOptions;
  readonly #load: ProcessLoad;
  readonly #stress: StressReports;
  readonly #enforcement: Enforcement;
  #emit: (event: LimitsEvent) => void = () => undefined;

  constructor(options: LimitsOptions) {
    this.#options = options;
    this.#load = new ProcessLoad(options);
    this.#stress = new StressReports(options.now, options.clock);
    this.#enforcement = new Enforcement(options, this.#load, (event) => {
      this.#emit(event);
    });
  }

  /** Whether short steps that begin now have half their time. Never with `--limits-dry-run`. */
  get isStressed(): boolean {
    return this.#stress.cause !== null && !this.#options.config().limitsDryRun;
  }

  get openSessions(): number {
    return this.sessions.open;
  }

  start(scheduler: SchedulerLike, emit: (event: LimitsEvent) => void): Subscription {
    this.#emit = emit;
    const onSample = (now: number): void => {
      this.#updateStress();
      if (!this.isStressed) return;
      this.handshakes.evictIdleSince(now - (this.#options.config().otherTimeout * 1000) / 2);
    };
    const sampling = this.#load.start(scheduler, onSample, emit);
    sampling.add(() => {
      this.#emit = () => undefined;
    });
    return sampling;
  }

  admitHeader(socket: Socket, remote: RemoteAddress | null, waiting: number): Refusal | null {
    const config = this.#options.config();
    const isFull = waiting >= config.maxHandshakes;
    const reason = this.#overload(socket, config) ?? (isFull ? 'too_many_handshakes' : null);
    return this.#enforcement.refuse(remote, reason);
  }

  admitHandshake(socket: Socket, remote: RemoteAddress | null, headerBytes = 0): HandshakePlace | Refusal {
    const config = this.#options.config();
    const now = this.#options.clock.now();
    const address = remote === null ? null : addressKey(remote.address);
    const reason =
      this.#overload(socket, config) ?? this.handshakes.refusal(address, config, this.isStressed, now);
    return (
      this.#enforcement.refuse(remote, reason) ?? this.handshakes.enter(socket, address, now, headerBytes)
    );
  }

  admitSession(peer: Peer): SessionPlace | Rejection {
    const config = this.#options.config();
    const keys = this.sessions.keysOf(peer, config);
    const rejection = this.sessions.rejection(keys, config, this.#options.clock.now());
    if (rejection !== null) {
      if (!config.limitsDryRun) return rejection;
      this.#enforcement.wouldRefuse(peer.remote, rejection.reason);
    }
    const place = this.sessions.enter(keys);
    this.#updateStress();
    return place;
  }

  leaveSession(place: SessionPlace): void {
    this.sessions.leave(place);
  }

  #overload(socket: Socket, config: ServerConfig): Refusal | null {
    const shed = this.#load.refusal(socket);
    if (shed !== null) return shed;
    return this.sessions.open >= config.maxSessions ? 'server_full' : null;
  }

  #updateStress(): void {
    const { maxSessions } = this.#options.config();
    const event = this.#stress.update(this.sessions.open, maxSessions, this.#load.isLagging);
    if (event !== null) this.#emit(event);
  }
}
