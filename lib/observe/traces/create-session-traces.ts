import type { Attributes, Tracer } from '@opentelemetry/api';
import type { ServerEvent } from '../../server/events.js';
import type { ConnectedEvent } from '../../session/events.js';
import type { TracingApi } from './api.js';
import { serverAttributes } from './attributes.js';
import { SessionTrace } from './session-trace.js';

/** More open sessions than any server has. Whoever drives sessions of his own, and destroys them, tells nobody. */
const MAX_OPEN = 100_000;

/** An observer that makes the spans of sessions. */
export interface SessionTraces {
  /** Takes the next event, as a function of `observers` does. */
  (event: ServerEvent): void;
  /** Ends the spans of sessions that were destroyed with their server. Call it when the server is closed; it can go on after that. */
  end(): void;
}

/**
 * Creates the observer with an api of the caller's. `traceSessions` is the same with the package's own.
 * @param maxOpen the number of open sessions that are remembered; 100,000 when not given. Beyond it, the spans of the oldest end
 */
export function createSessionTraces(
  api: TracingApi,
  tracer: Tracer,
  maxOpen: number = MAX_OPEN,
): SessionTraces {
  const open = new Map<string, SessionTrace>();
  let server: Attributes = {};
  const destroyed = (id: string, at: number): void => {
    open.get(id)?.tearDown(at);
    open.delete(id);
  };
  const begin = (event: ConnectedEvent): void => {
    destroyed(event.id, event.at);
    const trace = new SessionTrace(api, tracer, event, server);
    if (!trace.isRecording) return;
    const [oldest] = open.size < maxOpen ? [] : open.keys();
    if (oldest !== undefined) destroyed(oldest, event.at);
    open.set(event.id, trace);
  };
  const observe = (event: ServerEvent): void => {
    if (event.type === 'listening') server = serverAttributes(event);
    else if (event.type === 'connected') begin(event);
    else if ('id' in event && open.get(event.id)?.fold(event) === true) open.delete(event.id);
  };
  const end = (): void => {
    const at = Date.now();
    for (const id of open.keys()) destroyed(id, at);
  };
  return Object.assign(observe, { end });
}
