import test from 'ava';
import { completeConfig } from '../../../lib/config/server-config.js';
import { rangeWarning } from '../../../lib/programs/server/range-warning.js';

test('a range that the deadline cuts is told, and no other', (t) => {
  t.is(
    rangeWarning(completeConfig({ nBits: { min: 24, max: 30 } })),
    'n-bits 24..30 goes up to 29: above, slow clients would not be done within the work-timeout of 1800 s',
  );
  t.is(rangeWarning(completeConfig({ nBits: { min: 24, max: 29 } })), null);
  t.is(rangeWarning(completeConfig({ nBits: 40 })), null);
});
