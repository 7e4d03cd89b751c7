import type { ServerEvent } from '../../../../server/events.js';
import type { Peer } from '../../../../session/events.js';
import { errorOf, errorWire, type ErrorWire } from '../channel/error-wire.js';
import { defineTell } from '../channel/service.js';

/** An event without its peer, which `connected` has told, with its error as it crosses, and without what is secret. */
export type EventWire = Readonly<Record<string, unknown>> & { readonly type: ServerEvent['type'] };

/** Of a worker: what has happened, without what nobody needs. */
export const EVENT = defineTell<EventWire>('ev');

/** Of a worker, now and then: in which step its sessions are. */
export const STEPS = defineTell<readonly (readonly [id: string, step: string])[]>('step');

const HIDDEN = '';

/** Returns what crosses of an event. Tokens, lines and answers do not. */
export function wireOf(event: ServerEvent): EventWire {
  switch (event.type) {
    case 'connected':
      return { ...event };
    case 'sent': {
      const { command } = event;
      const shown = command.kind === 'work' ? { ...command, token: HIDDEN } : command;
      return { ...withoutPeer(event), line: HIDDEN, command: shown };
    }
    case 'received':
      return { ...withoutPeer(event), line: HIDDEN };
    case 'answered':
      return { ...withoutPeer(event), value: HIDDEN };
    case 'done':
    case 'failed':
      return { ...withoutPeer(event), error: event.error === null ? null : errorWire(event.error) };
    default:
      return 'peer' in event ? withoutPeer(event) : { ...event };
  }
}

function withoutPeer<Event extends { readonly peer: Peer }>(event: Event): Omit<Event, 'peer'> {
  const { peer: _, ...rest } = event;
  return rest;
}

/** Returns the event again. */
export function eventOf(wire: EventWire, peer: Peer): ServerEvent {
  const { error } = wire;
  return {
    ...wire,
    ...('id' in wire && !('peer' in wire) ? { peer } : {}),
    ...(isErrorWire(error) ? { error: errorOf(error) } : {}),
  } as unknown as ServerEvent;
}

function isErrorWire(error: unknown): error is ErrorWire {
  return typeof error === 'object' && error !== null;
}
