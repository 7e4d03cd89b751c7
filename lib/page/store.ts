import type { Activity, Participant } from '../status/entries.js';
import type { ActivitiesMessage, ParticipantsMessage, StatusMessage } from '../status/messages.js';

/** One event of the server. */
export interface ServerSentEvent {
  readonly type: string;
  readonly data: string;
}

/** How many activities are kept: what the server keeps. */
const MAX_ACTIVITIES = 200;

/** What a batch has changed. */
export interface Change {
  /** Nothing that was known before counts. */
  readonly reset: boolean;
  /** The ids of rows that are new, have changed, or are gone. */
  readonly participants: ReadonlySet<string>;
  readonly activities: boolean;
}

/** What the page knows: the messages of the server, folded. */
export class Store {
  /** The rows by their ids. */
  readonly participants = new Map<string, Participant>();
  /** The oldest first. */
  activities: readonly Activity[] = [];
  /** Null before the first batch. */
  status: StatusMessage | null = null;
  #pending: ServerSentEvent[] = [];

  /**
   * Takes an event. Nothing changes before the last one of a batch: a batch that the connection cut is forgotten, and comes again.
   * @returns what has changed; null within a batch
   */
  take(event: ServerSentEvent): Change | null {
    if (event.type !== 'status') {
      this.#pending.push(event);
      return null;
    }
    const batch = this.#pending;
    this.#pending = [];
    return this.#apply(batch, JSON.parse(event.data) as StatusMessage);
  }

  /** Forgets a batch that has no end: a new connection begins. */
  interrupt(): void {
    this.#pending = [];
  }

  #apply(batch: readonly ServerSentEvent[], status: StatusMessage): Change {
    const rows = ofType(batch, 'participants') as ParticipantsMessage[];
    const activities = (ofType(batch, 'activities') as ActivitiesMessage[]).flat();
    const reset = status.run !== this.status?.run || rows.some((message) => message.reset);
    const changed = new Set<string>();
    if (reset) {
      this.participants.clear();
      this.activities = [];
    }
    for (const message of rows) {
      if (message.reset) this.participants.clear();
      for (const id of message.removed) {
        this.participants.delete(id);
        changed.add(id);
      }
      for (const participant of message.participants) {
        this.participants.set(participant.id, participant);
        changed.add(participant.id);
      }
    }
    this.activities = [...this.activities, ...newer(activities, this.activities)].slice(-MAX_ACTIVITIES);
    this.status = status;
    return { reset, participants: changed, activities: activities.length > 0 || reset };
  }
}

function ofType(batch: readonly ServerSentEvent[], type: string): unknown[] {
  return batch.filter((event) => event.type === type).map((event) => JSON.parse(event.data) as unknown);
}

/** A reconnection may repeat some. */
function newer(activities: readonly Activity[], known: readonly Activity[]): readonly Activity[] {
  const last = known.at(-1)?.number ?? -1;
  return activities.filter((activity) => activity.number > last);
}
