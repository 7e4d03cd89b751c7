import type { HrTime, Tracer } from '@opentelemetry/api';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
  type Sampler,
} from '@opentelemetry/sdk-trace-base';
import { traceSessions, type SessionTraces } from '../../../lib/observe/traces/index.js';

export interface Recorded {
  readonly traces: SessionTraces;
  readonly tracer: Tracer;
  /** The spans that have ended, in this order. */
  readonly spans: () => readonly ReadableSpan[];
}

/** The observer with a real SDK behind it. */
export function recordTraces(sampler?: Sampler): Recorded {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({
    spanProcessors: [new SimpleSpanProcessor(exporter)],
    ...(sampler === undefined ? {} : { sampler }),
  });
  const tracer = provider.getTracer('test');
  return { traces: traceSessions(tracer), tracer, spans: () => exporter.getFinishedSpans() };
}

export function milliseconds([seconds, nanos]: HrTime): number {
  return seconds * 1000 + nanos / 1e6;
}

/** A span in one line: name, beginning and end in milliseconds, and its error. */
export function brief({ name, startTime, endTime, status }: ReadableSpan): string {
  const error = status.message === undefined ? '' : ` ${status.code} ${status.message}`;
  return `${name} ${milliseconds(startTime)} ${milliseconds(endTime)}${error}`;
}

/** Everything that an exporter gets of these spans. */
export function everything(spans: readonly ReadableSpan[]): string {
  return JSON.stringify(
    spans.map(({ name, attributes, events, status, links }) => ({ name, attributes, events, status, links })),
  );
}
