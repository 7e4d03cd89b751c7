import test from 'ava';
import { DEFAULT_TOKEN } from '../../lib/protocol/constants.js';
import { satisfies, verified } from '../../lib/work/verify.js';

const KNOWN = 'n3032842';

test('the known answer of the protocol', (t) => {
  t.true(satisfies(DEFAULT_TOKEN, 0, KNOWN));
  t.true(satisfies(DEFAULT_TOKEN, 22, KNOWN));
  t.false(satisfies(DEFAULT_TOKEN, 23, KNOWN));
});

test('only a right suffix passes', (t) => {
  t.is(verified(DEFAULT_TOKEN, 22, KNOWN), KNOWN);
  t.throws(() => verified(DEFAULT_TOKEN, 23, KNOWN), { code: 'internal_error', name: 'ServiceError' });
});
