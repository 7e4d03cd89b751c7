// The only file that knows prom-client. Version 15 is the last for Node 20.
import { Counter, Gauge, Registry, type Metric } from 'prom-client';
import eventLoopLag from 'prom-client/lib/metrics/eventLoopLag.js';
import heapSize from 'prom-client/lib/metrics/heapSizeAndUsed.js';
import heapSpaces from 'prom-client/lib/metrics/heapSpacesSizeAndUsed.js';
import memory from 'prom-client/lib/metrics/osMemoryHeap.js';
import cpu from 'prom-client/lib/metrics/processCpuTotal.js';
import maxDescriptors from 'prom-client/lib/metrics/processMaxFileDescriptors.js';
import openDescriptors from 'prom-client/lib/metrics/processOpenFileDescriptors.js';
import startTime from 'prom-client/lib/metrics/processStartTime.js';
import nodeVersion from 'prom-client/lib/metrics/version.js';
import type { WorkHistogram } from '../../status/snapshot.js';
import { METRICS, type MetricDefinition, type MetricName } from './definitions.js';
import type { Sample, Samples } from './samples.js';

/** The metrics as text, and its media type. */
export interface MetricsText {
  readonly type: string;
  readonly text: string;
}

/**
 * Returns a function that gives the metrics of a server and of this process as text for Prometheus.
 * @param samples returns the values now. Called once for each text
 */
export function metricsText(
  samples: () => Readonly<Record<MetricName, Samples>>,
): () => Promise<MetricsText> {
  const registry = new Registry();
  const definitions: Readonly<Record<string, MetricDefinition>> = METRICS;
  const metrics = Object.entries(definitions).map(([name, definition]) => {
    const metric = created(name, definition);
    registry.registerMetric(metric as Metric);
    return { name: name as MetricName, metric, hasLabels: definition.labels !== undefined };
  });
  for (const metric of processRegistry().getMetricsAsArray())
    registry.registerMetric(metric as unknown as Metric);
  return async () => {
    const now = samples();
    for (const { name, metric, hasLabels } of metrics) set(metric, now[name], hasLabels);
    const text = await registry.metrics();
    return { type: registry.contentType, text };
  };
}

/** A histogram that is counted elsewhere. The registry asks its metrics for their values by `get`; prom-client's own counts by itself. */
class GivenHistogram {
  readonly type = 'histogram';
  readonly name: string;
  readonly help: string;
  given: WorkHistogram = { bounds: [], counts: [0], count: 0, sum: 0, expectedHashes: 0, resumed: 0 };

  constructor({ name, help }: { readonly name: string; readonly help: string }) {
    this.name = name;
    this.help = help;
  }

  get(): Promise<object> {
    const { name, help, type, given } = this;
    const { bounds, counts, count, sum } = given;
    let below = 0;
    const buckets = bounds.map((le, at) => {
      below += counts[at] ?? 0;
      return { metricName: `${name}_bucket`, labels: { le }, value: below };
    });
    const values = [
      ...buckets,
      { metricName: `${name}_bucket`, labels: { le: '+Inf' }, value: count },
      { metricName: `${name}_sum`, labels: {}, value: sum },
      { metricName: `${name}_count`, labels: {}, value: count },
    ];
    return Promise.resolve({ name, help, type, aggregator: 'sum', values });
  }
}

type OwnMetric = Counter | Gauge | GivenHistogram;

function created(name: string, { type, help, labels = [] }: MetricDefinition): OwnMetric {
  const settings = { name, help, labelNames: [...labels], registers: [] };
  if (type === 'counter') return new Counter(settings);
  return type === 'gauge' ? new Gauge(settings) : new GivenHistogram(settings);
}

function set(metric: OwnMetric, samples: Samples, hasLabels: boolean): void {
  if (metric instanceof GivenHistogram) {
    if ('bounds' in samples) metric.given = samples;
    return;
  }
  metric.reset();
  if ('bounds' in samples) return;
  // A metric without labels is 0 after a reset, also where there is no value.
  if (samples.length === 0 && !hasLabels) metric.remove();
  for (const sample of samples) setOne(metric, sample);
}

function setOne(metric: Counter | Gauge, { labels = {}, value }: Sample): void {
  if (metric instanceof Counter) metric.inc(labels, value);
  else metric.set(labels, value);
}

/**
 * What prom-client tells of a process by itself, but for what makes a server slower: its observer of collections of garbage makes each of
 * them longer, in all by 1 percent of a session. Handles and requests have names of counters, and are gauges.
 */
const OF_PROCESS = [
  cpu,
  startTime,
  memory,
  openDescriptors,
  maxDescriptors,
  eventLoopLag,
  heapSize,
  heapSpaces,
  nodeVersion,
];

/** Left out: those that each reader of the metrics resets for the others. */
const LEFT_OUT = /^nodejs_eventloop_lag_(?:min|max|mean|stddev|p50|p90|p99)_seconds$/;

let ofProcess: Registry | null = null;

/** The usual metrics of a process. Made once: prom-client gives no way to end their observers. */
function processRegistry(): Registry {
  if (ofProcess !== null) return ofProcess;
  const registry = new Registry();
  // Once a second is enough for what is left out, and costs nothing.
  for (const add of OF_PROCESS) add(registry, { eventLoopMonitoringPrecision: 1000 });
  for (const { name } of registry.getMetricsAsArray()) {
    if (LEFT_OUT.test(name)) registry.removeSingleMetric(name);
  }
  ofProcess = registry;
  return registry;
}
