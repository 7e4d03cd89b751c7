import { createHash } from 'node:crypto';
import { asyncScheduler, type SchedulerLike } from 'rxjs';
import type { TakenWork, WantedWork, WorkStore } from '../../../session/work-store.js';
import { MemoryWorkStore } from '../memory-work-store.js';
import type { LinkState } from '../link-state.js';
import { Link } from './link.js';
import { WorkQueue } from './work-queue.js';
import type { NewToken, ReleasedToken, WorkTable } from './work-table.js';

export interface StoreParts {
  /** Connects to the table. */
  readonly open: () => Promise<WorkTable>;
  /** Called when the database comes and goes. */
  readonly onChange: (state: LinkState) => void;
  /** How long a session waits for the database, in milliseconds. */
  readonly waitMs: number;
  /** The time of that; the asyncScheduler when undefined. */
  readonly scheduler: SchedulerLike | undefined;
}

/** What a session holds. */
interface Held {
  readonly certificate: string;
  readonly token: string;
  readonly nBits: number;
  /** By the monotonic clock. */
  readonly expiresAt: number;
  /** Whether the table has it. If not, the store in memory has. */
  isInTable: boolean;
}

/**
 * Keeps work in PostgreSQL, for all servers of a group.
 *
 * While the database is away or slow, work is kept in memory, and proofs are accepted: nobody is refused for it. When it is back, it is
 * told what was spent meanwhile and what sessions hold.
 */
export class PostgresWorkStore implements WorkStore {
  readonly #memory = new MemoryWorkStore();
  readonly #link: Link;
  readonly #queue: WorkQueue;
  readonly #held = new Map<string, Held>();
  /** The sessions whose work is being taken. False: the session has ended meanwhile. */
  readonly #taking = new Map<string, boolean>();

  constructor({ open, onChange, waitMs, scheduler = asyncScheduler }: StoreParts) {
    this.#link = new Link({
      open,
      onOpen: (table) => this.#welcome(table),
      onChange: (state) => {
        if (state.isUp) this.#queue.flush();
        else this.#queue.giveUp();
        onChange(state);
      },
      onIdle: (table) => {
        this.#sweep(table);
      },
    });
    this.#queue = new WorkQueue({
      table: () => this.#link.table,
      waitMs,
      scheduler,
      memory: this.#memory,
      onFailed: (table, error) => {
        this.#link.failed(table, error);
      },
      takeWithout: (wanted) => {
        const taken = this.#takeHere(wanted);
        this.#taken(taken, wanted);
        return taken;
      },
      onTaken: (taken, wanted) => {
        this.#hold(wanted, taken, true);
        this.#taken(taken, wanted);
      },
    });
  }

  /** Tries to connect once. Resolves also if that fails: then it tries again and again. */
  open(): Promise<void> {
    return this.#link.open();
  }

  take(wanted: WantedWork): TakenWork | Promise<TakenWork> {
    const own = { ...wanted, certificate: digestOf(wanted.certificate) };
    if (!this.#queue.isAnswering) return this.#takeHere(own);
    this.#taking.set(own.session, true);
    return this.#queue.take(own);
  }

  spend(token: string, session: string): boolean | Promise<boolean> {
    const held = this.#held.get(session);
    if (held?.token !== token) return false;
    this.#held.delete(session);
    if (!held.isInTable) return this.#memory.spend(token, session);
    if (this.#queue.isAnswering) return this.#queue.spend({ token, session });
    this.#queue.owe(token);
    return true;
  }

  release(session: string): void {
    const held = this.#end(session);
    if (held === undefined) return;
    const { token, certificate, isInTable } = held;
    if (!isInTable) {
      this.#memory.release(session);
      this.#queue.flush();
    }
    // Without a connection, the session has no lock any more: what it held is free.
    else if (this.#link.table !== null) this.#queue.release({ token, session, certificate });
  }

  discard(session: string): void {
    const held = this.#end(session);
    if (held === undefined) return;
    if (held.isInTable) this.#queue.owe(held.token);
    else this.#memory.discard(session);
  }

  /** Tells the database what it has to know, and closes the connection. Never rejects. */
  async close(): Promise<void> {
    this.#queue.flush();
    await this.#queue.idle();
    await this.#link.close();
    this.#queue.giveUp();
  }

  #end(session: string): Held | undefined {
    if (this.#taking.has(session)) this.#taking.set(session, false);
    const held = this.#held.get(session);
    this.#held.delete(session);
    return held;
  }

  #takeHere(wanted: WantedWork): TakenWork {
    const taken = this.#memory.take(wanted);
    this.#hold(wanted, taken, false);
    return taken;
  }

  #hold({ session, certificate }: WantedWork, taken: TakenWork, isInTable: boolean): void {
    const { token, nBits, secondsLeft } = taken;
    const expiresAt = performance.now() + secondsLeft * 1000;
    this.#held.set(session, { certificate, token, nBits, expiresAt, isInTable });
  }

  /** A session that waited has its work. If its client left meanwhile, nobody has seen a fresh token. */
  #taken({ isResumed }: TakenWork, { session }: WantedWork): void {
    const lives = this.#taking.get(session) ?? true;
    this.#taking.delete(session);
    if (lives) return;
    if (isResumed) this.release(session);
    else this.discard(session);
  }

  /** Tells a new connection what was spent, and what sessions hold. */
  async #welcome(table: WorkTable): Promise<void> {
    this.#queue.clearReleases();
    await this.#queue.forget(table);
    const known: ReleasedToken[] = [];
    const added: (NewToken & ReleasedToken)[] = [];
    const now = performance.now();
    for (const [session, { token, certificate, nBits, expiresAt, isInTable }] of this.#held) {
      if (isInTable) known.push({ token, session, certificate });
      else added.push({ token, session, certificate, nBits, secondsLeft: (expiresAt - now) / 1000 });
    }
    if (known.length > 0) await table.adopt(known);
    await this.#queue.add(table, added);
    // Sessions have gone on meanwhile.
    this.#queue.release(...known.filter((one) => !this.#isHeld(one)));
    for (const one of added) {
      if (!this.#isHeld(one)) this.#queue.owe(one.token);
      else this.#moveToTable(one.session);
    }
  }

  #isHeld({ token, session }: { readonly token: string; readonly session: string }): boolean {
    return this.#held.get(session)?.token === token;
  }

  #moveToTable(session: string): void {
    const held = this.#held.get(session);
    if (held === undefined) return;
    held.isInTable = true;
    this.#memory.discard(session);
  }

  #sweep(table: WorkTable): void {
    const swept = async (): Promise<void> => {
      // A statement of its own for each part: who waits for work comes between.
      while (this.#link.table === table && (await table.sweep())) await table.ping();
    };
    swept().catch((error: unknown) => {
      this.#link.failed(table, error);
    });
  }
}

/** A key of any length is one of 64 characters. */
function digestOf(certificate: string): string {
  return createHash('sha256').update(certificate).digest('hex');
}
