import type { ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { ReaderCounts, StatusMessage } from '../../../status/messages.js';
import { SECURITY_HEADERS, NO_STORE } from '../headers.js';
import { HttpError } from '../http-error.js';
import type { StatusView } from '../status-view.js';
import { batchTexts, MAX_ROWS, seenRevision } from './batch.js';
import { EventReader } from './reader.js';

/** The most readers at once. */
export const MAX_READERS = 100;
/** Readers get what has changed this often, in milliseconds. */
export const TICK_MS = 1_000;
/** A reader that gets nothing for so long gets a comment, so that a proxy does not end the connection, in milliseconds. */
export const COMMENT_MS = 15_000;
/** A reader whose socket takes nothing for so long is dropped, in milliseconds. */
export const STALL_MS = 30_000;

const HEADERS = {
  ...SECURITY_HEADERS,
  'Cache-Control': NO_STORE,
  'Content-Type': 'text/event-stream; charset=utf-8',
  // nginx would hold the events back.
  'X-Accel-Buffering': 'no',
  Connection: 'close',
};

export interface EventHubOptions {
  readonly model: StatusView;
  /** The id of this run: revisions of another one mean nothing. */
  readonly run: string;
  /** Returns the status to send, with these counts of readers. */
  readonly status: (readers: ReaderCounts) => StatusMessage;
  /** Called with what should not have been thrown. Must not throw. Default: ignored. */
  readonly onFault?: (thrown: unknown) => void;
  /** Returns milliseconds of a monotonic clock. Default: that of the process. */
  readonly clock?: () => number;
}

/**
 * The readers of `/api/events`. One timer serves them all, and runs only while there are any. Nothing is queued for a reader: who is
 * behind gets all changes since then at once, when it is ready.
 */
export class EventHub {
  readonly #options: EventHubOptions;
  readonly #clock: () => number;
  readonly #readers = new Map<ServerResponse, EventReader>();
  #timer: NodeJS.Timeout | null = null;
  #dropped = 0;

  constructor(options: EventHubOptions) {
    this.#options = options;
    this.#clock = options.clock ?? (() => performance.now());
  }

  get counts(): ReaderCounts {
    return { open: this.#readers.size, dropped: this.#dropped };
  }

  /**
   * Answers a request for the events, until either side ends it.
   * @param lastEventId the header of that name
   * @throws {HttpError} 503: there are too many readers
   */
  add(response: ServerResponse, lastEventId: string | undefined): void {
    if (this.#readers.size >= MAX_READERS) {
      throw new HttpError(503, `There are ${MAX_READERS} readers already.`, { 'Retry-After': '10' });
    }
    const reader = new EventReader(response, seenRevision(lastEventId, this.#options.run), this.#clock);
    this.#readers.set(response, reader);
    response.once('close', () => {
      this.#remove(response);
    });
    // Not sent before the first batch is made: that could still fail.
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    this.#timer ??= setInterval(() => {
      this.#tickSafely();
    }, TICK_MS).unref();
    this.#send(reader, new Map());
  }

  /** Sends what has changed, drops who does not read. Called by the timer. */
  tick(): void {
    /** Most readers are at one revision: its text is made once. */
    const texts: Texts = new Map();
    const { revision } = this.#options.model;
    for (const [response, reader] of this.#readers) {
      if (reader.stalledFor >= STALL_MS) this.#drop(response);
      else if (reader.isBusy) continue;
      else if (reader.revision !== revision) this.#send(reader, texts);
      else if (reader.idleFor >= COMMENT_MS) reader.send([':\n\n'], reader.revision);
    }
  }

  /** Sends what has changed last, and ends all readers. One that does not read is cut off. */
  close(): void {
    this.#tickSafely();
    for (const [response, reader] of this.#readers) {
      if (reader.isBusy && response.writableNeedDrain) response.destroy();
      reader.end();
    }
  }

  /** An exception in a timer would end the process, with all sessions. */
  #tickSafely(): void {
    try {
      this.tick();
    } catch (thrown) {
      this.#options.onFault?.(thrown);
    }
  }

  #send(reader: EventReader, texts: Texts): void {
    const shared = texts.get(reader.revision);
    if (shared !== undefined) {
      reader.send([shared.text], shared.revision);
      return;
    }
    const changes = this.#options.model.changesSince(reader.revision);
    const batch = batchTexts(changes, this.#options.status(this.counts));
    if (changes.reset || changes.participants.length > MAX_ROWS) {
      reader.send(batch, changes.revision);
      return;
    }
    const text = [...batch].join('');
    texts.set(reader.revision, { text, revision: changes.revision });
    reader.send([text], changes.revision);
  }

  #drop(response: ServerResponse): void {
    this.#dropped += 1;
    this.#remove(response);
    response.destroy();
  }

  #remove(response: ServerResponse): void {
    this.#readers.delete(response);
    if (this.#readers.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }
}

/** The batches that were made in this tick, by the revision of their readers. */
type Texts = Map<number, { readonly text: string; readonly revision: number }>;
