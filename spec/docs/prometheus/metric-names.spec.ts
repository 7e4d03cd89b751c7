import test from 'ava';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { documents, ROOT } from '../documents.js';
import { alerts, dashboard, DEPLOY, expressionsOf } from './files.js';
import { knownSeries, unknownIn } from './known-metrics.js';
import { spokenOf } from './promql.js';

// The names of metrics and labels in docs are those of the code: an alert about a metric that is not there never fires.

test('every metric, label and value of the alerts is in the code', async (t) => {
  const known = await knownSeries();
  for (const { alert, expr } of await alerts()) t.deepEqual(unknownIn(expr, known), [], alert);
});

test('every metric, label and value of the dashboard is in the code', async (t) => {
  const known = await knownSeries();
  const { templating, ...rest } = await dashboard();
  for (const { title, expr } of expressionsOf({ templating, ...rest }))
    t.deepEqual(unknownIn(expr, known), [], title);
  const variable = templating.list.find(({ name }) => name === 'instance');
  const [, metric = '', label = ''] = /^label_values\((\w+), (\w+)\)$/.exec(variable?.definition ?? '') ?? [];
  t.true(known.get(metric)?.labels.has(label), variable?.definition);
});

test('the words of alerts and legends name labels that are left', async (t) => {
  const words = (await alerts()).map(({ alert, expr, annotations }) => {
    const used = Object.values(annotations)
      .join(' ')
      .matchAll(/\$labels\.(\w+)/g);
    return { name: alert, expr, used: [...used].map(([, label = '']) => label) };
  });
  const legends = expressionsOf(await dashboard()).map(({ title, expr, legend }) => {
    return { name: title, expr, used: [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label) };
  });
  const known = await knownSeries();
  for (const { name, expr, used } of [...words, ...legends]) {
    const { selectors, grouping } = spokenOf(expr);
    const ofMetrics = selectors.flatMap(({ metric }) => [...(known.get(metric)?.labels ?? [])]);
    const left = /\b(?:by|without) \(/.test(expr) ? grouping : ofMetrics;
    for (const label of used) t.true(left.includes(label), `${name}: ${label}`);
  }
});

test('every name of a metric in a document is in the code', async (t) => {
  const known = [...(await knownSeries()).keys()];
  // Roles of the database and parts of HAProxy's file are named in the same way.
  const others = await Promise.all(
    ['postgresql-roles.sql', 'haproxy.cfg'].map((name) => readFile(join(DEPLOY, name), 'utf8')),
  );
  // A histogram goes by its name in a document, too; and `tlslp_records_*` is short for several.
  const isKnown = (name: string): boolean =>
    known.includes(name) ||
    others.some((text) => text.includes(name)) ||
    known.includes(`${name}_bucket`) ||
    (name.endsWith('_') && known.some((one) => one.startsWith(name)));
  for (const path of documents()) {
    const text = await readFile(path, 'utf8');
    for (const [name] of text.matchAll(/\btlslp_[a-z0-9_]+|\b(?:process|nodejs)_[a-z0-9_]+_[a-z0-9_]+/g)) {
      t.true(isKnown(name), `${path.slice(ROOT.length + 1)}: ${name}`);
    }
  }
  t.pass();
});

const FAULTS: Readonly<Record<string, readonly string[]>> = {
  tlslp_sessions_opened: ['tlslp_sessions_opened'],
  'rate(tlslp_connections_refused[5m])': ['tlslp_connections_refused'],
  tlslp_work_duration_seconds: ['tlslp_work_duration_seconds'],
  tlslp_server_ready_count: ['tlslp_server_ready_count'],
  'tlslp_sessions_open{step="WORK"}': ['tlslp_sessions_open{step}'],
  'tlslp_work_duration_seconds_count{le="1"}': ['tlslp_work_duration_seconds_count{le}'],
  'tlslp_sessions_open{state="open"}': ['tlslp_sessions_open{state="open"}'],
  'tlslp_connections_refused_total{reason=~"server_full|sched_.+"}': [
    'tlslp_connections_refused_total{reason="sched_.+"}',
  ],
  'sum by (outcome) (tlslp_sessions_open) + on (place) tlslp_server_ready': ['label outcome', 'label place'],
  'sum by (job, state) (tlslp_sessions_open{state!="closing"}) > bool 1 offset 5m': [],
  'histogram_quantile(0.5, sum by (le) (rate(tlslp_work_duration_seconds_bucket{instance="}"}[5m])))': [],
};

for (const [expression, faults] of Object.entries(FAULTS)) {
  test(`names that are not in the code are found: ${expression}`, async (t) => {
    t.deepEqual(unknownIn(expression, await knownSeries()), faults);
  });
}
