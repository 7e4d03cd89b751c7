import { METRICS, type MetricDefinition } from '../../../lib/observe/metrics/definitions.js';
import { metricsText } from '../../../lib/observe/metrics/registry.js';
import { samplesOf } from '../../../lib/observe/metrics/samples.js';
import { readyModel } from '../../support/status-http.js';
import { spokenOf, type Selector } from './promql.js';

/** A series that Prometheus has of a server: the labels of it, and the values of those with a closed list. */
export interface KnownSeries {
  readonly labels: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What Prometheus itself adds to each series. */
const OF_PROMETHEUS = ['job', 'instance'];

/** Returns every series by its name: those of the definitions, of the process, and `up`, which Prometheus makes. */
export async function knownSeries(): Promise<ReadonlyMap<string, KnownSeries>> {
  const definitions: Readonly<Record<string, MetricDefinition>> = METRICS;
  const text = await textNow();
  const known = new Map<string, KnownSeries>([['up', { labels: new Set(OF_PROMETHEUS), values: new Map() }]]);
  for (const [, name = '', type = ''] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
    const suffixes = type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
    for (const suffix of suffixes) {
      const values = valuesOf(text, name + suffix);
      const defined = definitions[name]?.labels ?? [...values.keys()].filter((label) => label !== 'le');
      const labels = new Set([...defined, ...OF_PROMETHEUS, ...(suffix === '_bucket' ? ['le'] : [])]);
      known.set(name + suffix, { labels, values });
    }
  }
  return known;
}

/** The metrics of a server that has just begun: the series of a closed list are there from the start. */
async function textNow(): Promise<string> {
  const summary = readyModel().summary();
  const readers = { open: 0, dropped: 0 };
  return (await metricsText(() => samplesOf({ summary, isReady: true, readers, node: '20' }))()).text;
}

function valuesOf(text: string, name: string): Map<string, Set<string>> {
  const values = new Map<string, Set<string>>();
  for (const [, labels = ''] of text.matchAll(new RegExp(`^${name}\\{(.*)\\} `, 'gm'))) {
    for (const [, label = '', value = ''] of labels.matchAll(/(\w+)="([^"]*)"/g)) {
      values.set(label, (values.get(label) ?? new Set()).add(value));
    }
  }
  return values;
}

/** Returns what an expression asks for and no server has, in words. */
export function unknownIn(expression: string, known: ReadonlyMap<string, KnownSeries>): string[] {
  const { selectors, grouping } = spokenOf(expression);
  const labels = new Set(selectors.flatMap(({ metric }) => [...(known.get(metric)?.labels ?? [])]));
  return [
    ...selectors.flatMap((selector) => unknownOf(selector, known)),
    ...grouping.filter((label) => !labels.has(label)).map((label) => `label ${label}`),
  ];
}

function unknownOf({ metric, matchers }: Selector, known: ReadonlyMap<string, KnownSeries>): string[] {
  const series = known.get(metric);
  if (series === undefined) return [metric];
  return matchers.flatMap(({ label, operator, value }) => {
    if (!series.labels.has(label)) return [`${metric}{${label}}`];
    const values = [...(series.values.get(label) ?? [])];
    // A list of values that is not closed says nothing; nor do those that Prometheus adds.
    if (values.length === 0 || OF_PROMETHEUS.includes(label)) return [];
    const wanted = operator.endsWith('~') ? value.split('|') : [value];
    const isThere = (part: string): boolean =>
      values.some((one) => (operator.endsWith('~') ? new RegExp(`^(?:${part})$`).test(one) : one === part));
    return wanted.filter((part) => !isThere(part)).map((part) => `${metric}{${label}="${part}"}`);
  });
}
