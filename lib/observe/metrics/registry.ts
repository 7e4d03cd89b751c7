// The only file that knows prom-client. Version 15 is the last for Node 20.
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry, type Metric } from 'prom-client';
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
export function metricsText(samples: () => Readonly<Record<MetricName, Samples>>): () => Promise<MetricsText> {
  const registry = new Registry();
  const definitions: Readonly<Record<string, MetricDefinition>> = METRICS;
  const metrics = Object.entries(definitions).map(([name, definition]) => {
    const metric = created(name, definition);
    registry.registerMetric(metric);
    return { name: name as MetricName, metric, hasLabels: definition.labels !== undefined };
  });
  for (const metric of processRegistry().getMetricsAsArray()) registry.registerMetric(metric as unknown as Metric);
  return async () => {
    const now = samples();
    for (const { name, metric, hasLabels } of metrics) set(metric, now[name], hasLabels);
    const text = await registry.metrics();
    return { type: registry.contentType, text };
  };
}

/** A histogram that is counted elsewhere. */
class GivenHistogram extends Histogram {
  given: Extract<Samples, { readonly bounds: unknown }> = {
    bounds: [],
    counts: [0],
    count: 0,
    sum: 0,
    expectedHashes: 0,
  };

  /** Returns what prom-client writes: cumulative counts. */
  override async get(): ReturnType<Histogram['get']> {
    const { bounds, counts, count, sum } = this.given;
    let below = 0;
    const buckets = bounds.map((bound, at) => {
      below += counts[at] ?? 0;
      return { metricName: `${this.name}_bucket`, labels: { le: bound }, value: below };
    });
    return {
      ...(await super.get()),
      values: [
        ...buckets,
        { metricName: `${this.name}_bucket`, labels: { le: '+Inf' }, value: count },
        { metricName: `${this.name}_sum`, labels: {}, value: sum },
        { metricName: `${this.name}_count`, labels: {}, value: count },
      ],
    };
  }

  /** Missing in prom-client's types. */
  declare readonly name: string;
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

/** Left out: those that each reader of the metrics resets for the others, and gauges whose names are those of counters. */
const LEFT_OUT = [
  /^nodejs_eventloop_lag_(?:min|max|mean|stddev|p50|p90|p99)_seconds$/,
  /^nodejs_active_(?:handles|requests|resources)(?:_total)?$/,
];

let ofProcess: Registry | null = null;

/** The usual metrics of a process. Made once: prom-client gives no way to end their observers. */
function processRegistry(): Registry {
  if (ofProcess !== null) return ofProcess;
  ofProcess = new Registry();
  // Once a second is enough for what is left out, and costs nothing.
  collectDefaultMetrics({ register: ofProcess, eventLoopMonitoringPrecision: 1000 });
  for (const { name } of ofProcess.getMetricsAsArray()) {
    if (LEFT_OUT.some((pattern) => pattern.test(name))) ofProcess.removeSingleMetric(name);
  }
  return ofProcess;
}
