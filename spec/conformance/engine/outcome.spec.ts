import test from 'ava';
import { outcomeOf, withKnown } from '../../../lib/conformance/engine/outcome.js';
import type { Verdict } from '../../../lib/conformance/engine/check.js';
import { result, RESULTS } from '../../support/conformance/results.js';

test('every verdict is counted', (t) => {
  const { counts } = outcomeOf(RESULTS, false);
  t.deepEqual(counts, { pass: 2, fail: 2, weak: 1, info: 1, inconclusive: 1, skipped: 1, error: 1 });
});

test('what is unmet, and what is stale', (t) => {
  const { unmet, stale, conforms } = outcomeOf(RESULTS, false);
  t.deepEqual(unmet, ['session.twice', 'order.a', 'order.c']);
  t.deepEqual(stale, ['order.e']);
  t.false(conforms);
});

test('with strict, a SHOULD is unmet too', (t) => {
  t.deepEqual(outcomeOf(RESULTS, true).unmet, ['session.twice', 'session.many', 'order.a', 'order.c']);
});

const testConforms = test.macro<[Verdict, boolean]>({
  exec: (t, verdict, conforms) => {
    t.is(outcomeOf([result('session.plain', 'pass'), result('order.a', verdict)], false).conforms, conforms);
  },
  title: (_, verdict) => `whether a peer conforms beside ${verdict}`,
});

test(testConforms, 'pass', true);
test(testConforms, 'fail', false);
test(testConforms, 'weak', true);
test(testConforms, 'info', true);
test(testConforms, 'inconclusive', false);
test(testConforms, 'skipped', true);
test(testConforms, 'error', false);

test('a known failure conforms, and a known failure that passes does not', (t) => {
  const known = [{ id: 'order.a', why: 'ticket 12' }];
  const failed = withKnown(result('order.a', 'fail'), known);
  t.is(failed.known, 'ticket 12');
  t.true(outcomeOf([failed], false).conforms);
  t.false(outcomeOf([withKnown(result('order.a', 'pass'), known)], false).conforms);
  t.is(withKnown(result('order.b', 'fail'), known).known, null);
});
