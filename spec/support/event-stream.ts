import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { Activity, Participant } from '../../lib/status/entries.js';
import type { ParticipantsMessage, StatusMessage } from '../../lib/status/messages.js';

/** One event of a stream. */
export interface StreamEvent {
  readonly event: string;
  readonly id: string | null;
  readonly data: unknown;
}

/** Parses whole server-sent events; comments have the event `comment`. */
export function parseEvents(text: string): StreamEvent[] {
  return text
    .split('\n\n')
    .slice(0, -1)
    .map((block) => {
      if (block.startsWith(':')) return { event: 'comment', id: null, data: null };
      const field = (name: string): string | null =>
        new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? null;
      return {
        event: field('event') ?? '',
        id: field('id'),
        data: JSON.parse(field('data') ?? 'null') as unknown,
      };
    });
}

/** What a reader knows after the events that it has read. */
export class Known {
  readonly participants = new Map<string, Participant>();
  activities: Activity[] = [];
  status: StatusMessage | null = null;
  lastEventId: string | null = null;

  apply({ event, id, data }: StreamEvent): void {
    if (id !== null) this.lastEventId = id;
    switch (event) {
      case 'participants': {
        const { reset, participants, removed } = data as ParticipantsMessage;
        if (reset) this.participants.clear();
        for (const gone of removed) this.participants.delete(gone);
        for (const row of participants) this.participants.set(row.id, row);
        return;
      }
      case 'activities':
        this.activities = [...this.activities, ...(data as Activity[])].slice(-200);
        return;
      case 'status':
        this.status = data as StatusMessage;
    }
  }
}

/** A reader of `/api/events`. */
export class EventStream {
  readonly known = new Known();
  readonly events: StreamEvent[] = [];
  readonly response: IncomingMessage;
  #text = '';

  private constructor(response: IncomingMessage) {
    this.response = response;
    response.setEncoding('utf8').on('data', (piece: string) => {
      this.#text += piece;
      const end = this.#text.lastIndexOf('\n\n') + 2;
      if (end === 1) return;
      for (const event of parseEvents(this.#text.slice(0, end))) {
        this.events.push(event);
        this.known.apply(event);
      }
      this.#text = this.#text.slice(end);
    });
    response.on('error', () => undefined);
  }

  static async open(url: string, headers: Readonly<Record<string, string>> = {}): Promise<EventStream> {
    const request = get(new URL('/api/events', url), { headers, agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return new EventStream(response);
  }

  /** Resolves when so many events of a type have come in all. */
  async until(event: string, count: number): Promise<void> {
    while (this.events.filter((each) => each.event === event).length < count) {
      await once(this.response, 'data');
    }
  }

  close(): void {
    this.response.destroy();
  }
}
