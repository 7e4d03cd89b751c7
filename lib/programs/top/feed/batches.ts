import type { IncomingMessage } from 'node:http';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { concatMap, mergeMap, Observable, throwError, timeout, type SchedulerLike } from 'rxjs';
import { MAX_PARTICIPANTS } from '../../../status/snapshot.js';
import { bodyOf, chunksOf, EndOfResponse } from './body.js';
import type { Connection } from './connection.js';
import { BadResponse, refusalOf } from './failures.js';
import { get } from './request.js';
import {
  activitiesMessage,
  participantsMessage,
  statusMessage,
  type ActivityRow,
  type Row,
  type Status,
} from './shapes.js';
import type { Read } from './decode.js';

/** What a server sends at once: all that has changed since the batch before, or everything. */
export interface Batch {
  /** Forget all rows and activities first. */
  readonly reset: boolean;
  readonly participants: readonly Row[];
  readonly removed: readonly string[];
  readonly activities: readonly ActivityRow[];
  readonly status: Status;
  /** For `Last-Event-ID`; null if the server gave none. */
  readonly id: string | null;
}

/** How long the server may take to begin its response. */
const RESPONSE_MS = 10_000;
/** The server sends something every 15 seconds. */
const SILENCE_MS = 45_000;
/** 500 rows with long messages have some hundred kilobytes. */
const MAX_EVENT_CHARS = 8 * 2 ** 20;
const MAX_ERROR_CHARS = 2 ** 16;
const MAX_ID_CHARS = 200;

/**
 * Reads the events of a server. Emits each batch when it is complete, and never completes: the end of the stream is an error.
 * Unsubscribing closes the socket.
 * @param lastId the id of the last batch that was read: the server sends what changed since; null for everything
 */
export function batches(
  connection: Connection,
  lastId: string | null,
  scheduler?: SchedulerLike,
): Observable<Batch> {
  const headers = {
    accept: 'text/event-stream',
    ...(lastId === null ? {} : { 'last-event-id': lastId }),
  };
  return get(connection, '/api/events', headers).pipe(
    timeout({ first: RESPONSE_MS, ...(scheduler && { scheduler }) }),
    concatMap((response) =>
      isEventStream(response)
        ? chunksOf(response).pipe(timeout({ each: SILENCE_MS, ...(scheduler && { scheduler }) }), toBatches())
        : refused(connection, response, scheduler),
    ),
  );
}

function isEventStream({ statusCode, headers }: IncomingMessage): boolean {
  return statusCode === 200 && /^text\/event-stream\s*(;|$)/i.test(headers['content-type'] ?? '');
}

function refused(
  connection: Connection,
  response: IncomingMessage,
  scheduler?: SchedulerLike,
): Observable<never> {
  if (response.statusCode === 200) {
    const type = JSON.stringify(headerText(response.headers['content-type'])).slice(0, 100);
    return throwError(() => new BadResponse(`it sends ${type} and no events: it is another server`));
  }
  return bodyOf(response, MAX_ERROR_CHARS).pipe(
    timeout({ first: RESPONSE_MS, ...(scheduler && { scheduler }) }),
    mergeMap((body) => throwError(() => refusalOf(connection, response, body))),
  );
}

function headerText(value: string | undefined): string {
  return value === undefined ? 'no content type' : value.replace(/[^ -~]/g, '?');
}

type Open = Omit<Batch, 'status' | 'id'>;
const NOTHING: Open = { reset: false, participants: [], removed: [], activities: [] };

/** Puts the events of a stream together to batches. Errors at its end, and at what is no valid event. */
function toBatches(): (chunks: Observable<string>) => Observable<Batch> {
  return (chunks) =>
    new Observable((subscriber) => {
      let open = NOTHING;
      const parser = createParser({
        maxBufferSize: MAX_EVENT_CHARS,
        onEvent: (message) => {
          const { event, id } = message;
          if (event !== 'status') {
            open = extended(open, message);
            return;
          }
          subscriber.next({ ...open, status: dataOf(message, statusMessage), id: idOf(id) });
          open = NOTHING;
        },
        onError: ({ type }) => {
          // What the parser does not know is ignored, as browsers do.
          if (type === 'max-buffer-size-exceeded') throw new BadResponse('it sent an event without an end');
        },
      });
      return chunks.subscribe({
        next: (chunk) => {
          try {
            parser.feed(chunk);
          } catch (error) {
            subscriber.error(error);
          }
        },
        error: (error: unknown) => {
          subscriber.error(error);
        },
        complete: () => {
          subscriber.error(new EndOfResponse('it ended the connection'));
        },
      });
    });
}

/** Events of other names are ignored: a newer server may send them. */
function extended(open: Open, message: EventSourceMessage): Open {
  if (message.event === 'activities') {
    return { ...open, activities: dataOf(message, activitiesMessage) };
  }
  if (message.event !== 'participants') return open;
  const { reset, participants, removed } = dataOf(message, participantsMessage);
  const before = reset ? NOTHING : open;
  const next = {
    ...before,
    reset: reset || open.reset,
    participants: [...before.participants, ...participants],
    removed: [...before.removed, ...removed],
  };
  if (next.participants.length + next.removed.length > 2 * MAX_PARTICIPANTS) {
    throw new BadResponse(`it sent more than ${2 * MAX_PARTICIPANTS} participants`);
  }
  return next;
}

function dataOf<T>({ event = 'message', data }: EventSourceMessage, read: Read<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    throw new BadResponse(`its event "${event}" is not JSON`);
  }
  return read(value, event);
}

/** An id goes into a header. */
function idOf(id: string | undefined): string | null {
  return id !== undefined && /^[!-~]+$/.test(id) && id.length <= MAX_ID_CHARS ? id : null;
}
