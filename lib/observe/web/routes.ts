import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ReaderCounts, StatusMessage } from '../../status/messages.js';
import type { Assets } from './assets.js';
import type { EventHub } from './events/hub.js';
import { HttpError } from './http-error.js';
import { parsePaging, parseSessionsQuery } from './paging.js';
import { participantsCsv } from './participants-csv.js';
import { readinessOf } from './readiness.js';
import { jsonReply, type Reply } from './reply.js';
import type { StatusView } from './status-view.js';

/** What the routes answer from. */
export interface Served {
  readonly model: StatusView;
  readonly hub: EventHub;
  readonly assets: Assets;
  readonly status: (readers: ReaderCounts) => StatusMessage;
  /** Returns the metrics as text, with its media type. */
  readonly metrics: () => Promise<Reply>;
}

/** One request, after it was checked. */
export interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What follows the path of the route, percent-encoded. */
  readonly rest: string;
  readonly query: string;
}

/**
 * Who may ask: `anyone`, also without the token; `page`, with the token, also by a link on another site; `data`, with the token, and never
 * from another site.
 */
export type Access = 'anyone' | 'page' | 'data';

export interface Route {
  readonly path: string;
  /** Whether more may follow the path. Default false. */
  readonly isPrefix?: boolean;
  readonly access: Access;
  /** Returns the answer; null if the route answers by itself. */
  readonly answer: (served: Served, asked: Asked) => Reply | Promise<Reply> | null;
}

/** Every route. docs/status.md explains each, and a test compares the two. */
export const ROUTES: readonly Route[] = [
  { path: '/', access: 'page', answer: (served, asked) => asset(served, asked, '/') },
  {
    path: '/assets/',
    isPrefix: true,
    access: 'data',
    answer: (served, asked) => asset(served, asked, `/assets/${asked.rest}`),
  },
  { path: '/livez', access: 'anyone', answer: () => jsonReply({ live: true }) },
  {
    path: '/readyz',
    access: 'anyone',
    answer: ({ model }) => {
      const readiness = readinessOf(model.summary());
      return jsonReply(readiness, readiness.ready ? 200 : 503);
    },
  },
  { path: '/metrics', access: 'data', answer: ({ metrics }) => metrics() },
  { path: '/api/status', access: 'data', answer: ({ status, hub }) => jsonReply(status(hub.counts)) },
  {
    path: '/api/participants',
    access: 'data',
    answer: ({ model }, { query }) => {
      const { offset, limit } = parsePaging(query);
      return jsonReply(model.participants(offset, limit));
    },
  },
  {
    path: '/api/participants/',
    isPrefix: true,
    access: 'data',
    answer: ({ model }, { rest }) => {
      const story = model.story(decoded(rest));
      if (story === null) throw new HttpError(404, 'There is no such participant.');
      return jsonReply(story);
    },
  },
  {
    path: '/api/sessions',
    access: 'data',
    answer: ({ model }, { query }) => {
      const { filter, offset, limit } = parseSessionsQuery(query);
      return jsonReply(model.sessions(filter, offset, limit));
    },
  },
  { path: '/api/events', access: 'data', answer: events },
  {
    path: '/participants.csv',
    access: 'data',
    answer: ({ model }) => ({
      type: 'text/csv; charset=utf-8; header=present',
      body: participantsCsv(model),
      headers: { 'Content-Disposition': 'attachment; filename="participants.csv"' },
    }),
  },
];

/** Returns the route of a path, and what follows its path; null if there is none. */
export function routeOf(path: string): { readonly route: Route; readonly rest: string } | null {
  const route =
    ROUTES.find((each) => each.path === path) ??
    ROUTES.find((each) => each.isPrefix === true && path.startsWith(each.path));
  return route === undefined ? null : { route, rest: path.slice(route.path.length) };
}

async function asset({ assets }: Served, { request }: Asked, path: string): Promise<Reply> {
  const reply = await assets.reply(path, request.headers['if-none-match']);
  if (reply === null) throw new HttpError(404, 'There is no such file.');
  return reply;
}

function events({ hub }: Served, { request, response }: Asked): Reply | null {
  if (request.method === 'HEAD') return { type: 'text/event-stream; charset=utf-8', body: '' };
  const seen = request.headers['last-event-id'];
  hub.add(response, typeof seen === 'string' ? seen : undefined);
  return null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new HttpError(400, 'The path is not percent-encoded UTF-8.');
  }
}
