/** A metric of Prometheus: its name, its type, a sentence, and the names of its labels. */
export interface MetricDefinition {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  /** Each has a closed list of values, but for those of `build_info`. Default: none. */
  readonly labels?: readonly string[];
}

/**
 * The metrics of a server, in base units. docs/metrics.md explains them, and a test compares the two. A count of the process starts at 0
 * with it, as Prometheus expects.
 */
export const METRICS = {
  tlslp_build_info: {
    type: 'gauge',
    help: 'Always 1. The version of tlslp-server, and that of Node.',
    labels: ['version', 'node'],
  },
  tlslp_server_state: {
    type: 'gauge',
    help: '1 for the state of the server, 0 for the others.',
    labels: ['state'],
  },
  tlslp_server_ready: { type: 'gauge', help: 'Whether the server takes new clients, as /readyz says.' },
  tlslp_server_stressed: { type: 'gauge', help: 'Whether the server is under stress.' },
  tlslp_certificate_expiry_timestamp_seconds: {
    type: 'gauge',
    help: "The end of the server's certificate.",
  },
  tlslp_connections_total: { type: 'counter', help: 'Connections that were accepted.' },
  tlslp_connections_refused_total: {
    type: 'counter',
    help: 'Connections that were refused before a session began, by reason.',
    labels: ['reason'],
  },
  tlslp_sessions_total: { type: 'counter', help: 'Sessions that began.' },
  tlslp_sessions_open: { type: 'gauge', help: 'Sessions that are open, by state.', labels: ['state'] },
  tlslp_sessions_limit: { type: 'gauge', help: 'The limit of open sessions.' },
  tlslp_sessions_ended_total: {
    type: 'counter',
    help: 'Sessions that have ended, by outcome.',
    labels: ['outcome'],
  },
  tlslp_sessions_confirmed_total: { type: 'counter', help: 'Sessions whose client said OK after DONE.' },
  tlslp_sessions_failed_total: {
    type: 'counter',
    help: 'Sessions that ended without DONE, by the code of the error.',
    labels: ['code'],
  },
  tlslp_sessions_failed_step_total: {
    type: 'counter',
    help: 'Sessions that ended without DONE, by step.',
    labels: ['step'],
  },
  tlslp_work_duration_seconds: { type: 'histogram', help: 'How long clients took for accepted work.' },
  tlslp_work_expected_hashes_total: {
    type: 'counter',
    help: 'The expected number of hashes of accepted work: 2 to the power of its bits.',
  },
  tlslp_work_difficulty: { type: 'gauge', help: 'The zero bits that new sessions have to find.' },
  tlslp_work_difficulty_changes_total: {
    type: 'counter',
    help: 'Changes of the zero bits that new sessions have to find, by direction and cause.',
    labels: ['direction', 'cause'],
  },
  tlslp_work_sent_total: {
    type: 'counter',
    help: 'WORK that was sent, by its zero bits.',
    labels: ['bits'],
  },
  tlslp_work_timeout_seconds: { type: 'gauge', help: 'The deadline of WORK.' },
  tlslp_participants_known: {
    type: 'gauge',
    help: 'Participants that are known, with those of the records.',
  },
  tlslp_participants_done: { type: 'gauge', help: 'Known participants that are done, whatever they do now.' },
  tlslp_participants_failed: {
    type: 'gauge',
    help: 'Known participants that are not done, and whose last session failed.',
  },
  tlslp_participants_working: { type: 'gauge', help: 'Known participants in WORK.' },
  tlslp_participants_answering: { type: 'gauge', help: 'Known participants that answer requests.' },
  tlslp_participants_forgotten_total: {
    type: 'counter',
    help: 'Participants that had to be forgotten, because there were too many.',
  },
  tlslp_records_waiting: { type: 'gauge', help: 'Records that are not on disk yet.' },
  tlslp_records_committed_total: { type: 'counter', help: 'Records that are on disk.' },
  tlslp_records_lost_total: { type: 'counter', help: 'Records that were lost.' },
  tlslp_records_failing: { type: 'gauge', help: 'Whether no record could be kept since the last error.' },
  tlslp_records_last_error_timestamp_seconds: {
    type: 'gauge',
    help: 'When records could last not be kept. Absent if that never happened.',
  },
  tlslp_records_free_bytes: { type: 'gauge', help: "The free space of the records' disk." },
  tlslp_records_spooled: { type: 'gauge', help: 'Records that wait in the spool for the database.' },
  tlslp_records_spooling: { type: 'gauge', help: 'Whether records go to the spool.' },
  tlslp_records_shipped_total: {
    type: 'counter',
    help: 'Records that the database has got from the spool.',
  },
  tlslp_records_refused_total: {
    type: 'counter',
    help: 'Records of the spool that the database refuses for what is in them.',
  },
  tlslp_records_short: { type: 'gauge', help: 'Whether new sessions are refused for lack of space.' },
  tlslp_workers: { type: 'gauge', help: 'Worker processes that take clients. Absent without --workers.' },
  tlslp_workers_lost_total: { type: 'counter', help: 'Worker processes that ended unexpectedly.' },
  tlslp_worker_cpu_seconds_total: {
    type: 'counter',
    help: 'CPU time of a worker, with those that had its number before.',
    labels: ['worker'],
  },
  tlslp_worker_resident_memory_bytes: {
    type: 'gauge',
    help: 'Resident memory of a worker.',
    labels: ['worker'],
  },
  tlslp_worker_heap_used_bytes: {
    type: 'gauge',
    help: 'Used JavaScript heap of a worker.',
    labels: ['worker'],
  },
  tlslp_status_readers: { type: 'gauge', help: 'Open readers of /api/events.' },
  tlslp_status_readers_dropped_total: { type: 'counter', help: 'Readers of /api/events that were too slow.' },
} as const satisfies Readonly<Record<`tlslp_${string}`, MetricDefinition>>;

export type MetricName = keyof typeof METRICS;
