import { asyncScheduler, type SchedulerLike } from 'rxjs';
import type {
  RefusedEvent,
  ServerErrorEvent,
  ServerEvent,
  WouldRefuseEvent,
  AcceptedEvent,
} from '../../server/events.js';
import type { FailedEvent, Peer, RemoteAddress, SessionEvent } from '../../session/events.js';
import { Thinner, type Hidden } from './thinner.js';

const LINES_HIDDEN_FROM = 10;
const FAILURES_HIDDEN_FROM = 100;

/** An event whose lines can be hidden: the first of its kind, by which a report names it. */
export type ThinnedEvent = AcceptedEvent | RefusedEvent | WouldRefuseEvent | ServerErrorEvent | FailedEvent;

/** Hidden lines of one kind. The first detail has the busiest addresses, the second one, of sessions, the codes of their errors. */
export type HiddenEvents = Hidden<ThinnedEvent>;

/**
 * Keeps strangers from filling the log and standard output. Of connections without a session, and of errors, the lines of a reason are hidden
 * from the tenth within a minute on. A certificate may fail a hundred sessions a minute. Then the events of its next ones are held until
 * they end: if one is done, they are shown then; if it fails, it is only counted. Sessions without a certificate are this machine's own, and
 * always shown.
 */
export class EventThinner {
  readonly #connections: Thinner<ThinnedEvent>;
  readonly #sessions: Thinner<ThinnedEvent>;
  /** The events of sessions that are not shown yet, by the session's id. */
  readonly #held = new Map<string, SessionEvent[]>();

  constructor(report: (hidden: HiddenEvents) => void, scheduler: SchedulerLike = asyncScheduler) {
    this.#connections = new Thinner(scheduler, report, LINES_HIDDEN_FROM);
    this.#sessions = new Thinner(scheduler, report, FAILURES_HIDDEN_FROM);
  }

  /** Calls `show` with the events that are to be shown now. */
  pass(event: ServerEvent, show: (event: ServerEvent) => void): void {
    switch (event.type) {
      case 'accepted':
        this.#passOne(event, event.type, event.remote, show);
        return;
      case 'refused':
      case 'would_refuse':
        this.#passOne(event, `${event.type} ${event.reason}`, event.remote, show);
        return;
      case 'server_error':
        this.#passOne(event, `${event.type} ${event.message}`, null, show);
        return;
      case 'connected': {
        const key = keyOf(event.peer);
        if (key === null || !this.#sessions.isThinned(key)) show(event);
        else this.#held.set(event.id, [event]);
        return;
      }
      case 'failed':
        this.#passFailed(event, show);
        return;
      default:
        if ('id' in event && this.#held.size > 0) this.#passHeld(event, show);
        else show(event);
    }
  }

  /** Reports what was hidden so far. Call it at the end. */
  end(): void {
    this.#connections.end();
    this.#sessions.end();
  }

  #passOne(
    event: ThinnedEvent,
    key: string,
    remote: RemoteAddress | null,
    show: (event: ServerEvent) => void,
  ): void {
    if (this.#connections.isShown(key, event)) show(event);
    else this.#connections.hide(key, event, ...addresses(remote));
  }

  #passHeld(event: SessionEvent, show: (event: ServerEvent) => void): void {
    const held = this.#held.get(event.id);
    switch (held === undefined ? null : event.type) {
      case null:
        show(event);
        return;
      case 'sent':
        // Of the commands, only WORK has an entry that is not for DEBUG alone.
        if (event.type === 'sent' && event.command.kind === 'work') held?.push(event);
        return;
      case 'work_accepted':
        held?.push(event);
        return;
      case 'done':
        this.#held.delete(event.id);
        held?.forEach(show);
        show(event);
        return;
      case 'closed':
        this.#held.delete(event.id);
        return;
      default:
        return;
    }
  }

  #passFailed(event: FailedEvent, show: (event: ServerEvent) => void): void {
    const { id, peer, error } = event;
    const key = keyOf(peer);
    const isHeld = this.#held.has(id);
    if (key !== null) {
      this.#sessions.isShown(key, event);
      if (isHeld) this.#sessions.hide(key, event, ...addresses(peer.remote), error.code);
    }
    // It is still held: its `closed` is hidden too.
    if (isHeld) this.#held.set(id, []);
    else show(event);
  }
}

function keyOf({ client }: Peer): string | null {
  return client === null ? null : `session ${client.fingerprint256}`;
}

function addresses(remote: RemoteAddress | null): readonly string[] {
  return [remote?.address ?? 'unknown'];
}
