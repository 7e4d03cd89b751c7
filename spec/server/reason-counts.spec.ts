import test from 'ava';
import { ERROR_CODES } from '../../lib/protocol/errors.js';
import { isShed, REASONS, REFUSALS } from '../../lib/protocol/reasons.js';
import { ReasonCounts } from '../../lib/server/reason-counts.js';

test('each reason is counted on its own, from one, and so is what a dry run let pass', (t) => {
  const counts = new ReasonCounts();
  t.deepEqual(
    (['reset', 'reset', 'plain_http', 'reset'] as const).map((reason) => counts.next(reason)),
    [1, 2, 1, 3],
  );
  t.is(counts.nextDryRun('reset'), 1);
  t.is(counts.of('reset'), 3);
  t.is(counts.dryRunOf('reset'), 1);
  t.is(counts.of('done'), 0);
  t.is(counts.dryRunOf('done'), 0);
  const entries = counts.entries();
  t.deepEqual(
    entries.map(([reason]) => reason),
    REASONS,
  );
  t.deepEqual(
    entries.filter(([, count]) => count > 0),
    [
      ['reset', 3],
      ['plain_http', 1],
    ],
  );
});

test('the list of reasons is closed: refusals, done and the error codes, each once', (t) => {
  t.is(new Set(REASONS).size, REASONS.length);
  t.deepEqual(new Set(REASONS), new Set([...REFUSALS, 'done', ...Object.values(ERROR_CODES).flat()]));
  t.deepEqual(REFUSALS.filter(isShed), ['shed_lag', 'shed_memory', 'shed_descriptors']);
});
