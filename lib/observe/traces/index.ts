// The observer that makes OpenTelemetry spans. The only module of the library that loads `@opentelemetry/api`.
import * as api from '@opentelemetry/api';
import { createSessionTraces, type SessionTraces } from './create-session-traces.js';

export type { SessionTraces };

/**
 * Returns an observer that makes a span for each session, with a child for each of its steps: HELLO, WORK, each request, DONE. It needs
 * the package `@opentelemetry/api`; sampling and export are up to the SDK behind the tracer. See docs/traces.md for the attributes.
 * @param tracer such as `trace.getTracer('my-program')`
 */
export function traceSessions(tracer: api.Tracer): SessionTraces {
  return createSessionTraces(api, tracer);
}
