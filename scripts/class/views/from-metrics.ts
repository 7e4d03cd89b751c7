import type { Counts, Numbers } from '../numbers.js';
import { sumOf } from '../rows.js';

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

/** Reads Prometheus' text format. */
export function samplesIn(text: string): Sample[] {
  return text.split('\n').flatMap((line) => {
    const [, name, labels = '', value] = SAMPLE.exec(line) ?? [];
    if (name === undefined) return [];
    const pairs = [...labels.matchAll(LABEL)].map(
      ([, label = '', content = '']) => [label, content] as const,
    );
    return [{ name, labels: Object.fromEntries(pairs), value: Number(value) }];
  });
}

/** `/metrics`. It has no names of participants. */
export function fromMetrics(text: string): Numbers {
  const samples = samplesIn(text);
  const one = (name: string): number => samples.find((sample) => sample.name === name)?.value ?? NaN;
  const by = (name: string, label: string): Counts =>
    Object.fromEntries(
      samples
        .filter((sample) => sample.name === name)
        .map(({ labels, value }) => [labels[label] ?? 'none', value]),
    );
  const refusals = by('tlslp_connections_refused_total', 'reason');
  const outcomes = by('tlslp_sessions_ended_total', 'outcome');
  const { '+Inf': _, ...workUpTo } = by('tlslp_work_duration_seconds_bucket', 'le');
  return {
    sessions: one('tlslp_sessions_total'),
    done: outcomes['done'] ?? 0,
    confirmed: one('tlslp_sessions_confirmed_total'),
    outcomes,
    steps: by('tlslp_sessions_failed_step_total', 'step'),
    codes: by('tlslp_sessions_failed_total', 'code'),
    refusals,
    refused: sumOf(refusals),
    worked: one('tlslp_work_duration_seconds_count'),
    workUpTo,
    participants: one('tlslp_participants_known'),
    participantsDone: one('tlslp_participants_done'),
    participantsFailed: one('tlslp_participants_failed'),
  };
}

/** The bounds of the histogram of WORK, in seconds. */
export function boundsIn(text: string): number[] {
  return samplesIn(text)
    .filter(({ name, labels }) => name === 'tlslp_work_duration_seconds_bucket' && labels['le'] !== '+Inf')
    .map(({ labels }) => Number(labels['le']));
}
