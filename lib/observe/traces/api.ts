import type * as api from '@opentelemetry/api';

/**
 * The part of `@opentelemetry/api` that makes spans. It is passed in and imported for its types alone: the package is an optional peer, so
 * nothing of this folder but `index.ts` loads it.
 */
export type TracingApi = Pick<typeof api, 'ROOT_CONTEXT' | 'SpanKind' | 'SpanStatusCode' | 'trace'>;
