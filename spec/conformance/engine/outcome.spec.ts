import test from 'ava';
import { outcomeOf, withKnown } from '../../../lib/conformance/engine/outcome.js';
import type { Verdict } from '../../../lib/conformance/engine/check.js';
import { info, planOf, result, RESULTS } from '../../support/conformance/results.js';

test('every verdict is counted', (t) => {
  const { counts } = outcomeOf(RESULTS, planOf(RESULTS, false));
  t.deepEqual(counts, { pass: 2, fail: 3, weak: 1, info: 1, inconclusive: 1, skipped: 1, error: 1 });
});

test('what is unmet, and what is stale', (t) => {
  const { unmet, stale, conforms } = outcomeOf(RESULTS, planOf(RESULTS, false));
  t.deepEqual(unmet, ['session.twice', 'order.a', 'order.c', 'order.f']);
  t.deepEqual(stale, ['order.e']);
  t.false(conforms);
});

test('with strict, a SHOULD is unmet too', (t) => {
  t.deepEqual(outcomeOf(RESULTS, planOf(RESULTS, true)).unmet, [
    'session.twice',
    'session.many',
    'order.a',
    'order.c',
    'order.f',
  ]);
});

const testConforms = test.macro<[Verdict, boolean]>({
  exec: (t, verdict, conforms) => {
    const results = [result('session.plain', 'pass'), result('order.a', verdict)];
    t.is(outcomeOf(results, planOf(results)).conforms, conforms);
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

test('a known failure passes, but does not conform, and a known failure that passes does not pass', (t) => {
  const known = [{ id: 'order.a', why: 'ticket 12' }];
  const failed = withKnown(result('order.a', 'fail'), known);
  t.is(failed.known, 'ticket 12');
  t.like(outcomeOf([failed], planOf([failed])), { passed: true, conforms: false });
  const stale = withKnown(result('order.a', 'pass'), known);
  t.like(outcomeOf([stale], planOf([stale])), { passed: false, stale: ['order.a'] });
  t.is(withKnown(result('order.b', 'fail'), known).known, null);
});

test('only who has passed every MUST of the kit conforms', (t) => {
  const results = [result('session.plain', 'pass')];
  const all = [info('session.plain'), info('order.a')];
  t.like(outcomeOf(results, { all, planned: 1, strict: false }), { passed: true, conforms: false, total: 2 });
  const others = [info('session.plain'), info('order.a', 'should')];
  t.true(outcomeOf(results, { all: others, planned: 1, strict: false }).conforms);
});

test('a run that was stopped is not passed', (t) => {
  const results = [result('session.plain', 'pass')];
  t.false(outcomeOf(results, { ...planOf(results), planned: 2 }).passed);
});
