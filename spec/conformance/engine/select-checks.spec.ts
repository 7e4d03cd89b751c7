import test from 'ava';
import type { CheckInfo } from '../../../lib/conformance/engine/check.js';
import { selectChecks, unmatchedPattern } from '../../../lib/conformance/engine/select-checks.js';
import { info } from '../../support/conformance/results.js';

const CHECKS = [
  info('session.plain'),
  info('session.twice', 'should'),
  info('order.work_first'),
  info('order.done_first', 'info'),
];
const ALL = { only: [], skip: [], level: 'info' } as const;
const ids = (checks: readonly CheckInfo[]) => checks.map(({ id }) => id);

const testSelection = test.macro<[object, readonly string[]]>((t, selection, expected) => {
  t.deepEqual(ids(selectChecks(CHECKS, { ...ALL, ...selection })), expected);
});

test('all, when nothing is said', testSelection, {}, ids(CHECKS));
test('by id', testSelection, { only: ['order.work_first'] }, ['order.work_first']);
test('by section', testSelection, { only: ['session'] }, ['session.plain', 'session.twice']);
test('by pattern', testSelection, { only: ['*first'] }, ['order.work_first', 'order.done_first']);
test('in their own order', testSelection, { only: ['order', 'session.plain'] }, [
  'session.plain',
  'order.work_first',
  'order.done_first',
]);
test('without those that are left out', testSelection, { skip: ['order', '*.twice'] }, ['session.plain']);
test('by level: musts', testSelection, { level: 'must' }, ['session.plain', 'order.work_first']);
test('by level: shoulds too', testSelection, { level: 'should' }, [
  'session.plain',
  'session.twice',
  'order.work_first',
]);
test('a dot is a dot', testSelection, { only: ['session_plain*'] }, []);

test('the first pattern that names no check is found', (t) => {
  t.is(unmatchedPattern(CHECKS, ['session', 'order.*']), null);
  t.is(unmatchedPattern(CHECKS, ['session', 'sesion', 'ordr']), 'sesion');
});
