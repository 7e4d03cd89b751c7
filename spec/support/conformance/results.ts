import type { CheckInfo, Level, Verdict } from '../../../lib/conformance/engine/check.js';
import type { JudgedResult, Plan } from '../../../lib/conformance/engine/outcome.js';
import type { RunInfo } from '../../../lib/conformance/report/run-info.js';

/** A check for tests of what is done with checks. */
export function info(id: string, level: Level = 'must'): CheckInfo {
  return { id, level, section: id.startsWith('order') ? 'order' : 'session', rule: `The rule of ${id}.` };
}

/** A result that nobody played. */
export function result(id: string, verdict: Verdict, more: Partial<JudgedResult> = {}): JudgedResult {
  const passed = verdict === 'pass';
  return {
    check: info(id, verdict === 'weak' ? 'should' : verdict === 'info' ? 'info' : 'must'),
    verdict,
    expected: passed ? '' : 'no answer',
    came: passed ? '' : '"15\\n" <&>',
    cause: null,
    seconds: 0.25,
    transcript: ['peer: connects', 'peer: "15\\n"'],
    outputs: passed
      ? []
      : [{ stdout: Buffer.from('out\n'), stderr: Buffer.from('first\nboom: \u001b[31mno such file\n') }],
    known: null,
    ...more,
  };
}

/** One of each verdict, a known failure, and a stale one. */
export const RESULTS: readonly JudgedResult[] = [
  result('session.plain', 'pass'),
  result('session.twice', 'fail', { cause: 'It keeps the token of the first session.' }),
  result('session.many', 'weak'),
  result('session.long', 'info'),
  result('order.a', 'inconclusive'),
  result('order.b', 'skipped', { came: 'it says so' }),
  result('order.c', 'error', { came: 'no port' }),
  result('order.d', 'fail', { known: 'ticket 12 # "urgent"' }),
  result('order.e', 'pass', { known: 'ticket 13' }),
  result('order.f', 'fail', { cause: 'It keeps the token of the first session.' }),
];

export const RUN: RunInfo = {
  version: '1.2.3',
  subject: 'client',
  peer: 'python3 client.py {host} {port}',
  seed: 7,
  again: (id) => `tlslp-check client --only ${id} --seed 7 -- python3 client.py '{host}' & {port}`,
};

/** A plan of nothing else than what was played. */
export function planOf(results: readonly JudgedResult[], strict = false): Plan {
  return { all: results.map(({ check }) => check), planned: results.length, strict };
}
