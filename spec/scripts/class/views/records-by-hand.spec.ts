import test from 'ava';
import { recordsByHand } from '../../../../scripts/class/views/records-by-hand.js';

const A = { fingerprint256: 'AA' };
const B = { fingerprint256: 'BB' };
const line = (record: object): string => `${JSON.stringify(record)}\n`;

test('the last line of an id counts, a torn one does not, and sessions without a record are counted', (t) => {
  const work = { seconds: 0.5 };
  const base = { outcome: 'done', confirmed: null, step: 'DONE', error: null, client: A, work };
  const text = [
    line({ ...base, id: '1' }),
    line({ ...base, id: '1', confirmed: true }),
    line({ ...base, id: '2', confirmed: false, error: { code: 'disconnected' } }),
    line({ ...base, id: '3' }),
    line({
      ...base,
      id: '3',
      outcome: 'timeout',
      confirmed: false,
      step: 'DONE',
      error: { code: 'timed_out' },
    }),
    line({
      ...base,
      id: '4',
      outcome: 'failed',
      confirmed: false,
      step: 'WORK',
      error: { code: 'invalid_suffix' },
    })
      .replace('0.5', '2')
      .replace('"AA"', '"BB"'),
    '{"id":"5","outc\n\n',
    line({ ...base, id: '6', outcome: 'failed', step: 'HELLO', work: null, client: B, suppressed: 4 }),
    '{"id":"7"',
  ].join('');
  t.deepEqual(recordsByHand(text, [0.5, 1, 2]), {
    sessions: 9,
    done: 2,
    confirmed: 1,
    outcomes: { done: 2, timeout: 1, failed: 2 },
    steps: { DONE: 1, WORK: 1, HELLO: 1 },
    codes: { timed_out: 1, invalid_suffix: 1, none: 1 },
    worked: 4,
    workUpTo: { 0.5: 3, 1: 3, 2: 4 },
    participants: 2,
    participantsDone: 1,
    participantsFailed: 1,
    tries: { AA: 3, BB: 6 },
    states: { AA: 'done', BB: 'failed' },
  });
});

test('without bounds there is no histogram', (t) => {
  t.false('workUpTo' in recordsByHand('', []));
  t.is(recordsByHand('', []).sessions, 0);
});
