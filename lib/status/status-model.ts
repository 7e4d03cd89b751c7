import { isShed } from '../protocol/reasons.js';
import type { RefusedEvent, ServerEvent } from '../server/events.js';
import type { IdentityKind } from '../session/identity.js';
import { Activities } from './activities.js';
import { serverActivity, type Happening } from './activity-of.js';
import type { Participant, SessionEntry } from './entries.js';
import { EntryLog } from './entry-log.js';
import type { RecordedInput, StatusInput } from './input.js';
import type { Page, SessionsFilter, SessionsPage, Story } from './messages.js';
import { Participants } from './participants.js';
import { recordedEntry, refusalEntry } from './make-entries.js';
import { CountingSeries } from './series.js';
import { ServerPart } from './server-part.js';
import { SessionTracker } from './session-tracker.js';
import type { RecordsStatus, StatusChanges, StatusSnapshot, StatusSummary } from './snapshot.js';
import { CountsSinceStart } from './status-counts.js';

/** What a status says of the program, and whom it takes for the same participant. */
export interface StatusModelOptions {
  /** The version of the program. */
  readonly version: string;
  /** When it began to serve, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** What counts as the same participant. Default `fingerprint`. */
  readonly identity?: IdentityKind;
}

const MINUTE_MS = 60_000;

/**
 * The status of a server: folds what happens, and is read by every view. It takes the time from what it folds, and does nothing by itself.
 * Bounded, whatever strangers do: see `MAX_PARTICIPANTS`, `MAX_ENDED` and `MAX_ACTIVITIES`.
 */
export class StatusModel {
  readonly #server: ServerPart;
  readonly #counts = new CountsSinceStart();
  readonly #participants: Participants;
  readonly #tracker: SessionTracker;
  readonly #log = new EntryLog();
  readonly #activities = new Activities();
  readonly #hour = new CountingSeries({ width: MINUTE_MS, maxBuckets: 60, whenFull: 'slide' });
  readonly #run = new CountingSeries({ width: MINUTE_MS, maxBuckets: 500, whenFull: 'widen' });
  #records: RecordsStatus | null = null;
  #requests: number | null = null;
  #revision = 0;

  constructor({ version, startedAt, identity = 'fingerprint' }: StatusModelOptions) {
    this.#server = new ServerPart({ version, startedAt });
    this.#participants = new Participants(identity);
    const nextRevision = (): number => (this.#revision += 1);
    this.#tracker = new SessionTracker(this.#participants, nextRevision, (ended) => {
      this.#log.ended(ended);
      this.#counts.ended(ended);
      this.#count(ended.outcome === 'done' ? 'done' : 'failed', ended.endedAt ?? ended.startedAt);
      this.#tell({ kind: 'ended', entry: ended });
    });
  }

  /** Folds in what happened. Unknown sessions are ignored. */
  apply(input: StatusInput): void {
    switch (input.type) {
      case 'configured':
        this.#requests = input.requests;
        this.#server.configured(input);
        this.#revision += 1;
        return;
      case 'certificate':
        this.#server.certificate(input);
        this.#revision += 1;
        return;
      case 'records':
        this.#records = input.status;
        this.#revision += 1;
        return;
      case 'recorded':
        this.#recorded(input);
        return;
      case 'stopped':
        this.#server.stopped();
        this.#revision += 1;
        return;
      default:
        this.#event(input);
    }
  }

  /** Grows with each change. */
  get revision(): number {
    return this.#revision;
  }

  /** Returns what does not grow with the number of participants. */
  summary(): StatusSummary {
    return {
      revision: this.#revision,
      server: this.#server.status,
      counts: {
        ...this.#counts.counts,
        open: { ...this.#tracker.open.counts },
        participants: this.#participants.counts,
      },
      records: this.#records,
      history: { hour: this.#hour.series, run: this.#run.series },
    };
  }

  /** Returns everything but the sessions that ended, as plain JSON. */
  snapshot(): StatusSnapshot {
    const { participants, activities } = this.changesSince(0);
    return { ...this.summary(), participants, activities };
  }

  /** Returns what has changed since a revision; everything, with `reset`, for 0 and for a revision that is not known any more. */
  changesSince(revision: number): StatusChanges {
    const isKnown = revision > 0 && revision <= this.#revision;
    const removed = isKnown ? this.#participants.removedSince(revision) : null;
    const since = removed === null ? 0 : revision;
    return {
      revision: this.#revision,
      reset: removed === null,
      participants: this.#participants.changedSince(since),
      removed: removed ?? [],
      activities: this.#activities.since(since),
    };
  }

  /** Returns a page of the rows, the one that changed last first. */
  participants(offset: number, limit: number): Page<Participant> {
    const items = this.#participants.newestFirst().slice(offset, offset + limit);
    return { total: this.#participants.size, offset, items };
  }

  /** Returns a page of the sessions and refusals, the newest first. */
  sessions(filter: SessionsFilter | null, offset: number, limit: number): SessionsPage {
    return this.#log.page(this.#tracker.open.entries(), filter, offset, limit);
  }

  /** Returns the story of a participant; null if there is none with this id. */
  story(id: string): Story | null {
    const row = this.#participants.get(id);
    if (row === undefined) return null;
    const open = this.#tracker.open.entries().filter(({ participant }) => participant === id);
    const { serialNumber, name } = row.own;
    return {
      participant: row.view,
      sessions: [...open.reverse(), ...this.#log.endedOf(id)],
      refusals: serialNumber === null ? [] : this.#log.refusedOf(serialNumber, name),
    };
  }

  #event(event: ServerEvent): void {
    switch (event.type) {
      case 'received':
      case 'committed':
        return;
      case 'accepted':
        this.#counts.connections += 1;
        this.#revision += 1;
        return;
      case 'connected':
        this.#counts.sessions += 1;
        this.#count('began', event.at);
        this.#tell({ kind: 'began', entry: this.#tracker.connected(event, this.#requests) });
        return;
      case 'sent':
        this.#counts.sent(event.command);
        this.#tracker.sent(event);
        return;
      case 'work_accepted':
        this.#worked(this.#tracker.workAccepted(event), event.at);
        return;
      case 'answered':
        this.#tracker.answered(event);
        return;
      case 'done':
        this.#tracker.done(event);
        return;
      case 'failed':
        this.#tracker.failed(event);
        return;
      case 'closed':
        this.#tracker.closed(event);
        return;
      case 'refused':
        this.#refused(event);
        return;
      default: {
        if (event.type === 'difficulty_changed') this.#counts.difficultyChanged(event);
        const activity = serverActivity(event);
        if (this.#server.apply(event)) this.#revision += 1;
        if (activity !== null) this.#tell({ kind: 'server', activity });
      }
    }
  }

  #worked(entry: SessionEntry | null, at: number): void {
    const work = entry?.work ?? null;
    if (entry === null || work === null) return;
    this.#counts.work.add(work.nBits, work.seconds);
    this.#tell({ kind: 'worked', entry, at });
  }

  #refused(event: RefusedEvent): void {
    const { at, reason, certificate } = event;
    this.#counts.refused(reason);
    this.#count('refused', at);
    this.#revision += 1;
    const entry = refusalEntry(event);
    this.#log.refused(entry);
    // Without a certificate it is a stranger of the internet, and one of very many.
    if (certificate !== null && !isShed(reason)) this.#tell({ kind: 'refused', entry });
  }

  #recorded(input: RecordedInput): void {
    const { client, remote, startedAt, suppressed = 0 } = input.record;
    const began = Date.parse(startedAt);
    this.#revision += 1;
    const row = this.#participants.rowOf({ client, remote }, began, this.#revision);
    const entry = recordedEntry(input, row);
    const ended = entry.endedAt ?? began;
    row.own.tries += 1 + suppressed;
    row.ended(entry);
    row.own.firstSeen = Math.min(row.own.firstSeen, began);
    row.own.lastSeen = Math.max(row.own.lastSeen, ended);
    row.revision = this.#revision;
    this.#log.ended(entry);
    this.#run.count('began', began);
    this.#run.count(entry.outcome === 'done' ? 'done' : 'failed', ended);
  }

  #count(what: 'began' | 'done' | 'failed' | 'refused', at: number): void {
    this.#hour.count(what, at);
    this.#run.count(what, at);
  }

  #tell(happening: Happening): void {
    this.#revision += 1;
    this.#activities.add(happening, this.#revision);
  }
}
