import type { SessionsFilter } from '../../status/messages.js';
import { HttpError } from './http-error.js';

export const DEFAULT_LIMIT = 100;
export const MAX_LIMIT = 1000;
const MAX_OFFSET = 1_000_000;

const FILTERS: readonly SessionsFilter[] = ['open', 'ended', 'refused'];

/** A part of a list. */
export interface Paging {
  readonly offset: number;
  readonly limit: number;
}

/**
 * Parses `offset=0&limit=100`.
 * @throws {HttpError} 400: a value breaks its rule, or a name is not known or comes twice
 */
export function parsePaging(query: string): Paging {
  return pagingOf(parameters(query, ['offset', 'limit']));
}

/**
 * Parses `state=open&offset=0&limit=100`. Without a state, the filter is null.
 * @throws {HttpError} 400, as `parsePaging`
 */
export function parseSessionsQuery(query: string): Paging & { readonly filter: SessionsFilter | null } {
  const given = parameters(query, ['state', 'offset', 'limit']);
  const state = given.get('state');
  const filter = FILTERS.find((known) => known === state) ?? null;
  if (state !== undefined && filter === null) {
    throw new HttpError(400, `state must be one of ${FILTERS.join(' ')}.`);
  }
  return { filter, ...pagingOf(given) };
}

function pagingOf(given: ReadonlyMap<string, string>): Paging {
  return {
    offset: integer('offset', given.get('offset') ?? '0', 0, MAX_OFFSET),
    limit: integer('limit', given.get('limit') ?? String(DEFAULT_LIMIT), 1, MAX_LIMIT),
  };
}

function integer(name: string, text: string, min: number, max: number): number {
  const value = /^(0|[1-9][0-9]{0,6})$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw new HttpError(400, `${name} must be an integer from ${min} to ${max}.`);
}

/** A name that were ignored would give the whole list where a part was meant. */
function parameters(query: string, names: readonly string[]): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    if (!names.includes(name)) throw new HttpError(400, `The only parameters are ${names.join(', ')}.`);
    if (given.has(name)) throw new HttpError(400, `${name} must be given once.`);
    given.set(name, value);
  }
  return given;
}
