// A program that has the optional peer, too: nobody else can import this part, and everybody else compiles without it.
import { trace } from '@opentelemetry/api';
import { completeConfig, serve } from 'tlslp-server/server';
import { traceSessions, type SessionTraces } from 'tlslp-server/traces';

export const traces: SessionTraces = traceSessions(trace.getTracer('consumer'));
export const server = serve(completeConfig({ port: 0 }), { observers: [traces] });
traces.end();
