import test from 'ava';
import { trailingZeroBits, workDigest } from '../../../lib/protocol/digests.js';
import { freshToken } from '../../../lib/server/tutorial/fresh-token.js';
import { seededRandom } from '../../support/random.js';

test('a suffix that was right once is wrong for every fresh token', (t) => {
  const random = seededRandom(1);
  const spent = [{ nBits: 1, suffix: 'n3032842' }];
  for (let n = 0; n < 200; n++) {
    t.is(trailingZeroBits(workDigest(freshToken(random, spent), 'n3032842')), 0);
  }
});

test('where every suffix is right, the first token will do', (t) => {
  const spent = [{ nBits: 0, suffix: 'x' }];
  t.is(freshToken(seededRandom(2), spent), freshToken(seededRandom(2), []));
});

test('a source that always gives the same token is no endless loop', (t) => {
  const random = { ...seededRandom(3), string: () => 'always' };
  const [suffix = ''] = Array.from({ length: 99 }, (_, n) => `n${n}`).filter(
    (text) => trailingZeroBits(workDigest('always', text)) >= 1,
  );
  t.is(freshToken(random, [{ nBits: 1, suffix }]), 'always');
});
