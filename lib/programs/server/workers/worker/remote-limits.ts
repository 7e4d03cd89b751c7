import type { Socket } from 'node:net';
import type { SchedulerLike, Subscription } from 'rxjs';
import type { ServerConfig } from '../../../../config/server-config.js';
import type { Refusal } from '../../../../protocol/reasons.js';
import type {
  AdmissionLimits,
  HandshakeTicket,
  LimitsEvent,
} from '../../../../server/limits/admission-limits.js';
import { Enforcement } from '../../../../server/limits/enforcement.js';
import { Handshakes, type Evictable, type HandshakePlace } from '../../../../server/limits/handshakes.js';
import { addressKey } from '../../../../server/limits/keys.js';
import type { LimitsOptions } from '../../../../server/limits/limits-options.js';
import { ProcessLoad } from '../../../../server/limits/process-load.js';
import { Rejection } from '../../../../server/limits/rejection.js';
import { limitedAddress, type SessionPlace } from '../../../../server/limits/session-places.js';
import type { Peer, RemoteAddress } from '../../../../session/events.js';
import { certificateKey, identityOf } from '../../../../session/identity.js';
import type { Channel } from '../channel/channel.js';
import { errorOf } from '../channel/error-wire.js';
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
} from '../messages/admission.js';
import type { OldWork } from './old-work.js';

/** The place of a session, by its number. The primary counts for whom it is. */
interface NumberedPlace extends SessionPlace {
  readonly number: PlaceNumber;
}

/**
 * The limits of a worker. The primary decides, because it knows the connections and sessions of all workers; this process decides by its
 * own load alone, and knows which of its handshakes are idle.
 */
export class RemoteLimits implements AdmissionLimits {
  readonly #channel: Channel;
  readonly #options: LimitsOptions;
  readonly #oldWork: OldWork;
  readonly #load: ProcessLoad;
  readonly #enforcement: Enforcement;
  readonly #handshakes = new Handshakes();
  #emit: (event: LimitsEvent) => void = () => undefined;
  #last: PlaceNumber = 0;
  #open = 0;
  #isLagging = false;
  #isStressed: boolean;

  /**
   * @param isStressed whether the server is under stress already
   * @param oldWork learns of each client that comes whether work of an earlier connection waits for it
   */
  constructor(channel: Channel, options: LimitsOptions, isStressed: boolean, oldWork: OldWork) {
    this.#channel = channel;
    this.#oldWork = oldWork;
    this.#options = options;
    this.#isStressed = isStressed;
    this.#load = new ProcessLoad(options);
    this.#enforcement = new Enforcement(options, this.#load, (event) => {
      this.#emit(event);
    });
    channel.onTell(STRESS, (stressed) => {
      this.#isStressed = stressed;
    });
    channel.onAsk(EVICT, (address) => this.#handshakes.evictIdle(address));
  }

  get isStressed(): boolean {
    return this.#isStressed && !this.#config.limitsDryRun;
  }

  get openSessions(): number {
    return this.#open;
  }

  start(scheduler: SchedulerLike, emit: (event: LimitsEvent) => void): Subscription {
    this.#emit = emit;
    const onSample = (now: number): void => {
      this.#tellLag();
      if (this.isStressed) this.#handshakes.evictIdleSince(now - (this.#config.otherTimeout * 1000) / 2);
    };
    const sampling = this.#load.start(scheduler, onSample, emit);
    sampling.add(() => {
      this.#emit = () => undefined;
    });
    return sampling;
  }

  admitHeader(socket: Socket, remote: RemoteAddress | null, waiting: number): Refusal | null {
    const isFull = waiting >= this.#config.maxHandshakes;
    return this.#enforcement.refuse(
      remote,
      this.#load.refusal(socket) ?? (isFull ? 'too_many_handshakes' : null),
    );
  }

  admitHandshake(
    socket: Socket,
    remote: RemoteAddress | null,
    headerBytes = 0,
  ): Refusal | Promise<HandshakeTicket | Refusal> {
    const now = this.#options.clock.now();
    const shed = this.#load.refusal(socket);
    const refused = this.#enforcement.refuse(remote, shed);
    if (refused !== null) return refused;
    const address = remote === null ? null : addressKey(remote.address);
    const number = (this.#last += 1);
    return this.#channel.ask(HANDSHAKE, [number, address]).then((answer: HandshakeAnswer) => {
      if (typeof answer === 'string') return answer;
      if (answer !== 0 && shed === null) this.#enforcement.wouldRefuse(remote, answer[0]);
      const handshake = new NumberedHandshake(socket, number, this.#channel);
      handshake.place = this.#handshakes.enter(handshake, address, now, headerBytes);
      return handshake;
    });
  }

  admitSession(peer: Peer): Promise<SessionPlace | Rejection> {
    const address = limitedAddress(peer.remote, this.#config);
    const certificate = peer.client === null ? null : certificateKey(peer.client);
    const { once, identity } = this.#config;
    const whose = once && peer.client !== null ? identityOf(peer.client, identity) : null;
    const number = (this.#last += 1);
    // Before the answer: what is told right after it must not be missed.
    const holder = certificate === null ? null : this.#oldWork.came(certificate);
    return this.#channel
      .ask(SESSION, [number, certificate, address, whose])
      .then((answer: SessionAnswer): NumberedPlace | Rejection => {
        if (typeof answer === 'object' && 'reason' in answer) {
          if (holder !== null) this.#oldWork.left(holder);
          return new Rejection(answer.reason, errorOf(answer.error));
        }
        if (typeof answer === 'object') this.#enforcement.wouldRefuse(peer.remote, answer[0]);
        this.#open += 1;
        if (certificate !== null && grantedOf(answer) === 1) this.#oldWork.freed(certificate);
        return { certificate: holder, address: null, number };
      });
  }

  leaveSession(place: SessionPlace): void {
    const { number, certificate } = place as NumberedPlace;
    this.#open -= 1;
    if (certificate !== null) this.#oldWork.left(certificate);
    this.#channel.tell(SESSION_OVER, number);
  }

  get #config(): ServerConfig {
    return this.#options.config();
  }

  #tellLag(): void {
    const { isLagging } = this.#load;
    if (isLagging === this.#isLagging) return;
    this.#isLagging = isLagging;
    this.#channel.tell(LAG, isLagging);
  }
}

function grantedOf(answer: Granted | readonly [unknown, Granted]): Granted {
  return typeof answer === 'number' ? answer : answer[1];
}

/** A handshake that holds a place here, for its eviction, and one of the primary. */
class NumberedHandshake implements HandshakeTicket, Evictable {
  place: HandshakePlace | null = null;
  readonly #socket: Socket;
  readonly #number: PlaceNumber;
  readonly #channel: Channel;
  #isOver = false;

  constructor(socket: Socket, number: PlaceNumber, channel: Channel) {
    this.#socket = socket;
    this.#number = number;
    this.#channel = channel;
  }

  get evicted(): boolean {
    return this.place?.evicted ?? false;
  }

  get bytesRead(): number {
    return this.#socket.bytesRead;
  }

  /** Gives its place back at once: the primary gives it to another connection. */
  destroy(): void {
    this.leave();
    this.#socket.destroy();
  }

  leave(): void {
    this.place?.leave();
    if (this.#isOver) return;
    this.#isOver = true;
    this.#channel.tell(HANDSHAKE_OVER, this.#number);
  }
}
