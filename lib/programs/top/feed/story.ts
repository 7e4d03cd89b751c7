import { catchError, concatMap, map, take, throwError, timeout, type Observable } from 'rxjs';
import { bodyOf } from './body.js';
import type { Connection } from './connection.js';
import { BadResponse, refusalOf, requestFailed } from './failures.js';
import { get } from './request.js';
import { storyMessage, type StoryRows } from './shapes.js';

const DEADLINE_MS = 10_000;
const MAX_CHARS = 32 * 2 ** 20;

/**
 * Reads the story of a participant. Emits it once, and completes. Errors: TransportError `connect_failed`.
 * @param id as the server sent it
 */
export function readStory(connection: Connection, id: string): Observable<StoryRows> {
  return get(connection, `/api/participants/${encodeURIComponent(id)}`, { accept: 'application/json' }).pipe(
    concatMap((response) =>
      bodyOf(response, MAX_CHARS).pipe(
        map((body) => {
          if (response.statusCode !== 200) throw refusalOf(connection, response, body);
          return storyMessage(parsed(body), '');
        }),
      ),
    ),
    timeout({ first: DEADLINE_MS }),
    // Closes the socket.
    take(1),
    catchError((thrown: unknown) => throwError(() => requestFailed(connection, thrown))),
  );
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new BadResponse('its story is not JSON');
  }
}
