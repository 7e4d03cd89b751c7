import { defineSwitch } from './option-table.js';

/** The options of tlslp-server about traces. */
export const TRACES_OPTIONS = {
  /** Whether the program makes a span of each session with the tracer of the process. Default false. */
  traces: defineSwitch({
    flag: '--traces',
    group: 'Traces:',
    help: 'Make OpenTelemetry spans of sessions and their steps.',
    details:
      'Needs the package `@opentelemetry/api`, and an SDK that `node --import` loads: see [traces.md](traces.md).',
    needsRestart: true,
  }),
};
