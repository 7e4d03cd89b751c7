import type { createParser } from 'eventsource-parser';
import { pauseBefore } from './backoff.js';
import type { ServerSentEvent } from './store.js';

/** The server sends a comment each 15 s when it has nothing else: after three without one it is gone. */
const SILENCE = 45_000;

/** What stands with the connection. Times are those of this machine. */
export type Connection =
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  | { readonly state: 'lost'; readonly since: number; readonly retryAt: number; readonly why: string };

export interface LiveOptions {
  readonly url: string;
  readonly fetch: typeof fetch;
  /** That of eventsource-parser. EventSource shows no comments: with it a dead connection looks like a quiet server. */
  readonly createParser: typeof createParser;
  readonly now: () => number;
  readonly random: () => number;
  /** Calls a function after so many milliseconds, unless what it returns is called before. */
  readonly after: (milliseconds: number, action: () => void) => () => void;
  readonly onEvent: (event: ServerSentEvent) => void;
  /** A new connection: a batch that was begun is not continued. */
  readonly onInterrupt: () => void;
  readonly onConnection: (connection: Connection) => void;
}

/** Follows a stream of events, and connects again when it is lost, until it is stopped. */
export class Live {
  readonly #options: LiveOptions;
  #abort = new AbortController();
  #cancelRetry: (() => void) | null = null;
  #cancelSilence: (() => void) | null = null;
  #lastEventId: string | null = null;
  #isLive = false;
  #isSilent = false;
  #isStopped = false;
  #heardAt: number | null = null;
  #lostSince: number | null = null;
  #failures = 0;

  constructor(options: LiveOptions) {
    this.#options = options;
  }

  start(): void {
    this.#options.onConnection({ state: 'connecting' });
    void this.#attempt();
  }

  /** Tries at once, if it waits for the next attempt. */
  retryNow(): void {
    if (this.#cancelRetry === null) return;
    this.#cancelRetry();
    this.#cancelRetry = null;
    void this.#attempt();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelRetry?.();
    this.#cancelSilence?.();
    this.#abort.abort();
  }

  async #attempt(): Promise<void> {
    this.#abort = new AbortController();
    this.#isSilent = false;
    const why = await this.#read().catch((error: unknown) => this.#reasonOf(error));
    this.#cancelSilence?.();
    this.#abort.abort();
    if (!this.#isStopped) this.#lose(why);
  }

  /** Reads to the end of the stream, and returns why it ended. */
  async #read(): Promise<string> {
    this.#options.onInterrupt();
    this.#watchSilence();
    const headers: Record<string, string> = { Accept: 'text/event-stream' };
    if (this.#lastEventId !== null) headers['Last-Event-ID'] = this.#lastEventId;
    const request = { headers, cache: 'no-store', signal: this.#abort.signal } as const;
    const response = await this.#options.fetch(this.#options.url, request);
    if (!response.ok || response.body === null) return refusal(response.status);
    const parser = this.#options.createParser({
      onEvent: ({ event = 'message', data, id }) => {
        this.#options.onEvent({ type: event, data });
        this.#lastEventId = id ?? this.#lastEventId;
        // Only a whole batch proves that the values are those of now.
        if (event === 'status') this.#recover();
      },
    });
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return 'The server closed the connection.';
      this.#heardAt = this.#options.now();
      this.#watchSilence();
      parser.feed(decoder.decode(value, { stream: true }));
    }
  }

  #watchSilence(): void {
    this.#cancelSilence?.();
    this.#cancelSilence = this.#options.after(SILENCE, () => {
      this.#isSilent = true;
      this.#abort.abort();
    });
  }

  #recover(): void {
    if (this.#isLive) return;
    this.#isLive = true;
    this.#lostSince = null;
    this.#failures = 0;
    this.#options.onConnection({ state: 'live' });
  }

  #lose(why: string): void {
    const { now, random, onConnection } = this.#options;
    this.#isLive = false;
    this.#lostSince ??= this.#heardAt ?? now();
    const pause = pauseBefore(this.#failures, random());
    this.#failures += 1;
    onConnection({ state: 'lost', since: this.#lostSince, retryAt: now() + pause, why });
    this.#cancelRetry = this.#options.after(pause, () => {
      this.retryNow();
    });
  }

  /** A browser says hardly more than that it failed. */
  #reasonOf(error: unknown): string {
    if (this.#isSilent) return `The server sent nothing for ${SILENCE / 1000} s.`;
    if (!(error instanceof SyntaxError)) return 'The server cannot be reached.';
    // What it sent cannot be continued.
    this.#lastEventId = null;
    return 'The server sent what is not JSON.';
  }
}

function refusal(status: number): string {
  if (status === 401) return 'The server wants its token: reload the page to enter it.';
  if (status === 503) return 'The server has no place for one more reader, or it is stopping.';
  return `The server answered with the HTTP status ${status}.`;
}
