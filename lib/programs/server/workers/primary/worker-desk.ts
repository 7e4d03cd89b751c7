import type { RecordsElsewhere } from '../../../../records/records-elsewhere.js';
import type { ServerEvent } from '../../../../server/events.js';
import type { Channel } from '../channel/channel.js';
import { FLOOD } from '../messages/admission.js';
import { EVENT, eventOf, STEPS } from '../messages/events.js';
import type { AdmissionDesk } from './admission-desk.js';
import type { HostWork } from './host-work.js';
import type { OnceDesk } from './once-desk.js';
import { OpenSessions } from './open-sessions.js';
import { RecordsDesk } from './records-desk.js';
import { WorkDesk } from './work-desk.js';

/** What the workers of a server share. */
export interface Shared {
  readonly admission: AdmissionDesk;
  readonly once: OnceDesk;
  /** Null if no records are kept. */
  readonly records: RecordsElsewhere | null;
  /** Keeps the work of clients that lost their connection. */
  readonly work: Pick<HostWork, 'store' | 'memory'>;
  /** The time of day, in milliseconds since the epoch. */
  readonly now: () => number;
  /** Takes the events of all workers. */
  readonly emit: (event: ServerEvent) => void;
  /** Called when a worker was flooded; null for a client without a certificate. */
  readonly onFlood: (fingerprint: string | null) => void;
  /** Called when a certificate has work that no session holds. */
  readonly onFreed: (certificate: string) => void;
  /** Called when the number of open sessions of a worker has changed. */
  readonly onSessions: () => void;
}

/** Answers one worker, and knows its open sessions. Services of one worker are connected here. */
export class WorkerDesk {
  readonly #shared: Shared;
  readonly #sessions = new OpenSessions();
  readonly #records: RecordsDesk | null;
  readonly #work: WorkDesk;
  readonly #giveBack: () => void;

  constructor(channel: Channel, shared: Shared) {
    this.#shared = shared;
    const { records, once, admission, onFlood, onFreed } = shared;
    this.#giveBack = admission.connect(channel);
    this.#work = new WorkDesk(shared.work, channel, onFreed);
    this.#records =
      records === null
        ? null
        : new RecordsDesk(records, once, channel, (id) => {
            this.#sessions.committed(id);
            shared.onSessions();
          });
    channel.onTell(EVENT, (wire) => {
      this.#take(eventOf(wire, this.#sessions.peerOf(wire['id'])));
    });
    channel.onTell(STEPS, (steps) => {
      for (const [id, step] of steps) this.#sessions.reached(id, step);
    });
    channel.onTell(FLOOD, (fingerprint) => {
      onFlood(fingerprint);
    });
  }

  /** The number of its sessions whose answers are not committed, and that have no end. */
  get unfinished(): number {
    return this.#sessions.unfinished;
  }

  /**
   * The worker is gone: gives back what it held, tells the end of its sessions, and keeps their records. Resolves to the number of sessions
   * that it has cut, when they are on their way. Never rejects.
   * @param isWanted whether the operator has ended it
   */
  async lose(isWanted: boolean): Promise<number> {
    this.#giveBack();
    this.#work.giveBack();
    // What it had sent before its end may make a session done.
    await this.#records?.settled();
    const { now, emit, records, onSessions } = this.#shared;
    const lost = this.#sessions.lose(now(), isWanted);
    let cut = 0;
    for (const { events, record } of lost) {
      // Lost records are told of by the store.
      if (record !== null) records?.keep(record).catch(() => undefined);
      for (const event of events) {
        if (event.type === 'failed') cut += 1;
        if (event.type === 'closed') this.#closed(event.id);
        emit(event);
      }
    }
    onSessions();
    return cut;
  }

  #take(event: ServerEvent): void {
    this.#sessions.observe(event);
    if (event.type === 'closed') this.#closed(event.id);
    if (event.type === 'connected' || event.type === 'done' || event.type === 'failed')
      this.#shared.onSessions();
    this.#shared.emit(event);
  }

  #closed(id: string): void {
    this.#shared.once.closed(id);
  }
}
