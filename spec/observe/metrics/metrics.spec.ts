import { spawnSync } from 'node:child_process';
import test from 'ava';
import { METRICS } from '../../../lib/observe/metrics/definitions.js';
import { metricsText } from '../../../lib/observe/metrics/registry.js';
import { samplesOf } from '../../../lib/observe/metrics/samples.js';
import type { RecordsStatus } from '../../../lib/status/snapshot.js';
import { eventsUpTo, wholeSession } from '../../status/played-sessions.js';
import { hasProgram } from '../../support/has-program.js';
import { readyModel } from '../../support/status-http.js';

const RECORDS: RecordsStatus = {
  waiting: 1,
  committed: 20,
  lost: 3,
  lastError: { at: 1_500, message: 'x' },
  failing: true,
  freeBytes: 4096,
  short: false,
  spool: { waiting: 7, since: 2_000, shipped: 8, refused: 9 },
};

/** The metrics of a server where a little of everything has happened. */
function busyMetrics(records: RecordsStatus | null = RECORDS): () => Promise<{ type: string; text: string }> {
  const model = readyModel();
  for (const event of wholeSession('s1', 'ada')) model.apply(event);
  for (const event of wholeSession('s2', 'ida', 'timeout')) model.apply(event);
  for (const event of eventsUpTo('s3', 'eve', 2)) model.apply(event);
  const refused = {
    type: 'refused',
    at: 5,
    message: 'No.',
    count: 1,
    remote: null,
    certificate: null,
  } as const;
  model.apply({ ...refused, reason: 'not_tls' });
  if (records !== null) model.apply({ type: 'records', at: 1, status: records });
  model.apply({ type: 'certificate', at: 7, validTo: '2027-01-01T00:00:00.000Z' });
  return metricsText(() =>
    samplesOf({ summary: model.summary(), isReady: true, readers: { open: 2, dropped: 1 }, node: '20.1.2' }),
  );
}

/** The lines of our metrics, without their descriptions. */
function ours(text: string): string[] {
  return text.split('\n').filter((line) => line.startsWith('tlslp_'));
}

test('the text has the numbers of the model', async (t) => {
  const { type, text } = await busyMetrics()();
  t.is(type, 'text/plain; version=0.0.4; charset=utf-8');
  const lines = ours(text);
  const expected = [
    'tlslp_build_info{version="1.2.3",node="20.1.2"} 1',
    'tlslp_server_state{state="ready"} 1',
    'tlslp_server_state{state="draining"} 0',
    'tlslp_server_ready 1',
    'tlslp_certificate_expiry_timestamp_seconds 1798761600',
    'tlslp_connections_refused_total{reason="not_tls"} 1',
    'tlslp_sessions_total 3',
    'tlslp_sessions_open{state="working"} 1',
    'tlslp_sessions_limit 10',
    'tlslp_sessions_ended_total{outcome="done"} 1',
    'tlslp_sessions_ended_total{outcome="timeout"} 1',
    'tlslp_sessions_confirmed_total 1',
    'tlslp_sessions_failed_total{code="timed_out"} 1',
    'tlslp_sessions_failed_step_total{step="DONE"} 1',
    'tlslp_work_duration_seconds_bucket{le="0.5"} 0',
    'tlslp_work_duration_seconds_bucket{le="1"} 2',
    'tlslp_work_duration_seconds_bucket{le="+Inf"} 2',
    'tlslp_work_duration_seconds_sum 2',
    'tlslp_work_duration_seconds_count 2',
    'tlslp_work_expected_hashes_total 512',
    'tlslp_participants_known 3',
    'tlslp_participants_done 1',
    'tlslp_records_waiting 1',
    'tlslp_records_committed_total 20',
    'tlslp_records_lost_total 3',
    'tlslp_records_failing 1',
    'tlslp_records_last_error_timestamp_seconds 1.5',
    'tlslp_records_free_bytes 4096',
    'tlslp_records_short 0',
    'tlslp_records_spooled 7',
    'tlslp_records_spooling 1',
    'tlslp_records_shipped_total 8',
    'tlslp_records_refused_total 9',
    'tlslp_status_readers 2',
    'tlslp_status_readers_dropped_total 1',
  ];
  for (const line of expected) t.true(lines.includes(line), `${line}\n${lines.join('\n')}`);
});

test('every metric is declared, once, with its type', async (t) => {
  const { text } = await busyMetrics()();
  for (const [name, { type }] of Object.entries(METRICS)) {
    t.is(text.split(`# TYPE ${name} ${type}\n`).length, 2, name);
  }
});

test('the buckets of the work never fall', async (t) => {
  const { text } = await busyMetrics()();
  const counts = [...text.matchAll(/^tlslp_work_duration_seconds_bucket\{.*\} (\d+)$/gm)].map(([, n]) =>
    Number(n),
  );
  t.true(counts.length > 10);
  t.deepEqual(
    counts,
    [...counts].sort((a, b) => a - b),
  );
});

test('a second text has the same numbers: nothing is added twice', async (t) => {
  const metrics = busyMetrics();
  const [first, second] = [await metrics(), await metrics()];
  t.deepEqual(ours(first.text), ours(second.text));
});

test('what is not known is absent, and not 0', async (t) => {
  const lines = ours((await busyMetrics(null)()).text);
  t.false(lines.some((line) => line.startsWith('tlslp_records_')));
  const unknown = ours(
    (await busyMetrics({ ...RECORDS, lastError: null, freeBytes: null, spool: null })()).text,
  );
  t.false(unknown.some((line) => /^tlslp_records_(last_error|free|spool|shipped|refused)/.test(line)));
  t.true(unknown.includes('tlslp_records_waiting 1'));
});

test('the usual metrics of a process are there, without those that scrapes take from each other', async (t) => {
  const { text } = await busyMetrics()();
  for (const name of [
    'process_cpu_seconds_total',
    'process_resident_memory_bytes',
    'process_open_fds',
    'process_max_fds',
    'process_start_time_seconds',
    'nodejs_heap_size_used_bytes',
    'nodejs_external_memory_bytes',
    'nodejs_eventloop_lag_seconds',
  ]) {
    t.regex(text, new RegExp(`^${name} \\d`, 'm'));
  }
  t.regex(text, /^nodejs_version_info\{version="v/m);
  t.notRegex(text, /eventloop_lag_p99|eventloop_lag_max|active_handles|gc_duration/);
});

(hasProgram('promtool', '--version') ? test : test.skip)('promtool finds nothing to say', async (t) => {
  const { text } = await busyMetrics()();
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
    input: text,
    encoding: 'utf8',
  });
  t.deepEqual([status, stdout, stderr], [0, '', '']);
});
