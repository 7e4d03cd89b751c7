import test from 'ava';
import fc from 'fast-check';
import { parseKnownFailures } from '../../../lib/conformance/engine/known-failures.js';
import { info } from '../../support/conformance/results.js';

const CHECKS = [info('session.plain'), info('order.work_first')];

test('a line is an id and a reason; comments and empty lines do not count', (t) => {
  const text = '# ours\n\nsession.plain ticket 12, see there\r\n  order.work_first\t\n';
  t.deepEqual(parseKnownFailures(text, CHECKS), [
    { id: 'session.plain', why: 'ticket 12, see there' },
    { id: 'order.work_first', why: '' },
  ]);
});

test('a line that names no check is told, by its number', (t) => {
  t.like(parseKnownFailures('# a\nsession.plain\nsession.plane\n', CHECKS), { line: 3 });
});

test('a check that stands there twice is told', (t) => {
  t.deepEqual(parseKnownFailures('session.plain\nsession.plain again\n', CHECKS), {
    line: 2,
    problem: 'session.plain stands above it already',
  });
});

test('any text is parsed or told to be wrong', (t) => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.constantFrom('session.plain', '#', '\n')), (text) => {
      const known = parseKnownFailures(text, CHECKS);
      return 'problem' in known ? known.line >= 1 : known.every(({ id }) => text.includes(id));
    }),
  );
  t.pass();
});
