import { identityOf, type IdentityKind } from '../session/identity.js';
import type { Peer } from '../session/events.js';
import type { Participant } from './entries.js';
import { participantName } from '../session/participant-name.js';
import { Ring } from './ring.js';
import { Row } from './row.js';
import { MAX_PARTICIPANTS, type ParticipantCounts } from './snapshot.js';

/** What the rows take from a peer or a record. */
export type Who = Pick<Peer, 'client' | 'remote'>;

interface Removed {
  readonly id: string;
  readonly revision: number;
}

/**
 * The rows of all participants. Bounded: when there are too many, the one that finished first is forgotten. Only if all have open
 * sessions, the one that changed first is.
 */
export class Participants {
  readonly #identity: IdentityKind;
  readonly #maxRows: number;
  /** In the order of the last change of state. */
  readonly #rows = new Map<string, Row>();
  readonly #removed: Ring<Removed>;
  /** What was removed up to this revision is not known any more. */
  #removedFrom = 0;
  #forgotten = 0;
  #forgottenDone = 0;

  constructor(identity: IdentityKind, maxRows = MAX_PARTICIPANTS) {
    this.#identity = identity;
    this.#maxRows = maxRows;
    this.#removed = new Ring(maxRows);
  }

  /** Returns the row of this peer, which is new if it is not known. It is the last in the order then. */
  rowOf({ client, remote }: Who, at: number, revision: number): Row {
    const id =
      client === null ? `address ${remote?.address ?? 'unknown'}` : identityOf(client, this.#identity);
    const known = this.#rows.get(id);
    this.#rows.delete(id);
    const row = known ?? new Row(id, at);
    if (known === undefined && this.#rows.size >= this.#maxRows) this.#forgetOne(revision);
    this.#rows.set(id, row);
    // The name is part of what tells participants apart: it does not change.
    if (known === undefined) row.own.name = participantName(client);
    row.own.serialNumber = client?.serialNumber ?? row.own.serialNumber;
    row.own.address = remote?.address ?? row.own.address;
    return row;
  }

  /** Puts a row at the end of the order: its state has changed. */
  touch(row: Row): void {
    const { id } = row.own;
    // A row that was forgotten stays so, also if there is a new one in its place.
    if (this.#rows.get(id) !== row) return;
    this.#rows.delete(id);
    this.#rows.set(id, row);
  }

  get(id: string): Row | undefined {
    return this.#rows.get(id);
  }

  get size(): number {
    return this.#rows.size;
  }

  /** Returns the rows, the one that changed last first. */
  newestFirst(): Participant[] {
    return [...this.#rows.values()].map(({ view }) => view).reverse();
  }

  /** Returns the rows that have changed after this revision. */
  changedSince(revision: number): Participant[] {
    const changed: Participant[] = [];
    for (const row of this.#rows.values()) if (row.revision > revision) changed.push(row.view);
    return changed;
  }

  /** Returns the ids that were removed after this revision, and are not known again; null if that is not known any more. */
  removedSince(revision: number): string[] | null {
    if (revision < this.#removedFrom) return null;
    const ids = new Set<string>();
    for (const removed of this.#removed.newestFirst()) {
      if (removed.revision <= revision) break;
      if (!this.#rows.has(removed.id)) ids.add(removed.id);
    }
    return [...ids];
  }

  get counts(): ParticipantCounts {
    const counts = { done: 0, failed: 0, working: 0, answering: 0 };
    for (const { own, state } of this.#rows.values()) {
      if (own.doneAt !== null) counts.done += 1;
      else if (state === 'failed') counts.failed += 1;
      if (state === 'working') counts.working += 1;
      else if (state === 'answering' || state === 'finishing') counts.answering += 1;
    }
    return {
      known: this.#rows.size,
      ...counts,
      forgotten: this.#forgotten,
      forgottenDone: this.#forgottenDone,
    };
  }

  #forgetOne(revision: number): void {
    let oldest: Row | undefined;
    for (const row of this.#rows.values()) {
      oldest ??= row;
      if (row.own.open > 0) continue;
      oldest = row;
      break;
    }
    if (oldest === undefined) return;
    const { id, doneAt } = oldest.own;
    this.#rows.delete(id);
    this.#forgotten += 1;
    if (doneAt !== null) this.#forgottenDone += 1;
    this.#removedFrom = this.#removed.push({ id, revision })?.revision ?? this.#removedFrom;
  }
}
