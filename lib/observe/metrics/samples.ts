import { ERROR_CODES } from '../../protocol/errors.js';
import { REFUSALS } from '../../protocol/reasons.js';
import type { ReaderCounts } from '../../status/messages.js';
import { OPEN_STATES, type FailureCode } from '../../status/entries.js';
import { DIFFICULTY_CAUSES } from '../../work/difficulty/difficulty.js';
import type { RecordsStatus, ServerStatus, StatusSummary, WorkHistogram } from '../../status/snapshot.js';
import type { MetricName } from './definitions.js';
import type { WorkersUsage, WorkerUsage } from './workers-usage.js';

/** One value of a metric. */
export interface Sample {
  readonly value: number;
  readonly labels?: Readonly<Record<string, string>>;
}

/** The values of a metric: one, several with labels, or a histogram. */
export type Samples = readonly Sample[] | WorkHistogram;

/** What the metrics are made from. */
export interface MetricsInput {
  readonly summary: StatusSummary;
  readonly isReady: boolean;
  readonly readers: ReaderCounts;
  /** The version of Node. */
  readonly node: string;
  /** What the workers use; null or absent if there are none. */
  readonly workers?: WorkersUsage | null;
}

const STATES = ['starting', 'ready', 'draining', 'stopped'] as const;

// A series that begins with its first count hides that count from Prometheus: nothing has increased. So those that are known begin at 0.
const NO_FAILED_STEPS = zeroFor(['HELLO', 'WORK', 'DONE']);
const { ProtocolError, ValidationError, TransportError, ServiceError } = ERROR_CODES;
const NO_REFUSALS = zeroFor(REFUSALS);
const NO_FAILURES = zeroFor<FailureCode>([
  ...[...ProtocolError, ...ValidationError, ...TransportError, ...ServiceError],
  'torn_down',
]);

/** Returns the values of all metrics. A metric without a value is absent from the text. Pure. */
export function samplesOf({
  summary: { server, counts, records },
  isReady,
  readers,
  node,
  workers = null,
}: MetricsInput): Readonly<Record<MetricName, Samples>> {
  const { participants } = counts;
  return {
    tlslp_build_info: [{ value: 1, labels: { version: server.version, node } }],
    tlslp_server_state: STATES.map((state) => ({ value: flag(state === server.state), labels: { state } })),
    tlslp_server_ready: one(flag(isReady)),
    tlslp_server_stressed: one(flag(server.stress !== null)),
    tlslp_certificate_expiry_timestamp_seconds: seconds(server.certificateEnd),
    tlslp_connections_total: one(counts.connections),
    tlslp_connections_refused_total: by('reason', { ...NO_REFUSALS, ...counts.refusals }),
    tlslp_sessions_total: one(counts.sessions),
    tlslp_sessions_open: OPEN_STATES.map((state) => ({ value: counts.open[state], labels: { state } })),
    tlslp_sessions_limit: one(server.maxSessions),
    tlslp_sessions_ended_total: by('outcome', counts.ended),
    tlslp_sessions_confirmed_total: one(counts.confirmed),
    tlslp_sessions_failed_total: by('code', { ...NO_FAILURES, ...counts.failures }),
    tlslp_sessions_failed_step_total: by('step', { ...NO_FAILED_STEPS, ...counts.failedSteps }),
    tlslp_work_duration_seconds: counts.work,
    tlslp_work_expected_hashes_total: one(counts.work.expectedHashes),
    tlslp_work_difficulty: one(server.nBits),
    tlslp_work_difficulty_changes_total: DIFFICULTY_CAUSES.flatMap((cause) => {
      const { up, down } = counts.difficultyChanges[cause];
      return [
        { value: up, labels: { direction: 'up', cause } },
        { value: down, labels: { direction: 'down', cause } },
      ];
    }),
    tlslp_work_sent_total: by('bits', { ...zeroFor(expectedBits(server)), ...counts.workSent }),
    tlslp_work_timeout_seconds: one(server.workTimeout),
    tlslp_participants_known: one(participants.known),
    tlslp_participants_done: one(participants.done),
    tlslp_participants_failed: one(participants.failed),
    tlslp_participants_working: one(participants.working),
    tlslp_participants_answering: one(participants.answering),
    tlslp_participants_forgotten_total: one(participants.forgotten),
    ...recordsSamples(records),
    ...workersSamples(workers),
    tlslp_status_readers: one(readers.open),
    tlslp_status_readers_dropped_total: one(readers.dropped),
  };
}

function recordsSamples(
  records: RecordsStatus | null,
): Readonly<Record<Extract<MetricName, `tlslp_records_${string}`>, Samples>> {
  const spool = records?.spool ?? null;
  return {
    tlslp_records_waiting: one(records?.waiting),
    tlslp_records_committed_total: one(records?.committed),
    tlslp_records_lost_total: one(records?.lost),
    tlslp_records_failing: records === null ? [] : one(flag(records.failing)),
    tlslp_records_last_error_timestamp_seconds: seconds(records?.lastError?.at),
    tlslp_records_free_bytes: one(records?.freeBytes),
    tlslp_records_spooled: one(spool?.waiting),
    tlslp_records_spooling: spool === null ? [] : one(flag(spool.since !== null)),
    tlslp_records_shipped_total: one(spool?.shipped),
    tlslp_records_refused_total: one(spool?.refused),
    tlslp_records_short: records === null ? [] : one(flag(records.short)),
  };
}

/** Returns the numbers of zero bits that new sessions can be asked for. */
function expectedBits({ nBits, nBitsRange }: ServerStatus): readonly string[] {
  const { min, max } = nBitsRange ?? { min: nBits, max: nBits };
  return Array.from({ length: max - min + 1 }, (_, above) => String(min + above));
}

function workersSamples(
  usage: WorkersUsage | null,
): Readonly<Record<Extract<MetricName, `tlslp_worker${string}`>, Samples>> {
  const each = (valueOf: (worker: WorkerUsage) => number | null): readonly Sample[] =>
    (usage?.workers ?? []).flatMap((worker) => {
      const value = valueOf(worker);
      return value === null ? [] : [{ value, labels: { worker: String(worker.worker) } }];
    });
  return {
    tlslp_workers: one(usage?.running),
    tlslp_workers_lost_total: one(usage?.lost),
    tlslp_worker_cpu_seconds_total: each(({ cpuSeconds }) => cpuSeconds),
    tlslp_worker_resident_memory_bytes: each(({ residentBytes }) => residentBytes),
    tlslp_worker_heap_used_bytes: each(({ heapBytes }) => heapBytes),
  };
}

function one(value: number | null | undefined): readonly Sample[] {
  return value === null || value === undefined ? [] : [{ value }];
}

function seconds(milliseconds: number | null | undefined): readonly Sample[] {
  return milliseconds === null || milliseconds === undefined ? [] : [{ value: milliseconds / 1000 }];
}

function flag(is: boolean): number {
  return is ? 1 : 0;
}

function zeroFor<Name extends string>(names: readonly Name[]): Readonly<Partial<Record<Name, number>>> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Partial<Record<Name, number>>;
}

function by(label: string, counts: Readonly<Partial<Record<string, number>>>): readonly Sample[] {
  return Object.entries(counts).map(([name, value = 0]) => ({ value, labels: { [label]: name } }));
}
