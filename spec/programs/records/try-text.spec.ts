import test from 'ava';
import { labelOf } from '../../../lib/programs/records/texts.js';
import { durationText, happened } from '../../../lib/programs/records/try-text.js';
import { at, failure, sample } from '../../records/reading/samples.js';

const error = (code: 'disconnected' | 'wrong_answer' | 'not_durable', message: string) => ({
  error: { code, message },
});

for (const [said, record] of [
  ['Done after 1 min.', sample()],
  ['Done after 1 min; whether OK came is not known.', sample({ confirmed: null })],
  ['Done after 1 min; no OK came.', sample({ confirmed: false })],
  [
    'Done after 1 min; left before OK.',
    sample({ confirmed: false, ...error('disconnected', 'The peer left.') }),
  ],
  [
    'Done after 1 min; no OK: Expected exactly OK.',
    sample({ confirmed: false, ...error('wrong_answer', 'Expected exactly OK.') }),
  ],
  ['Failed at WORK after 1 min: Invalid suffix returned from client.', failure()],
  [
    'Failed at DONE after 1 min: the disk\\u001b is full.',
    failure({ step: 'DONE', ...error('not_durable', 'the disk\u001b is full') }),
  ],
  ['Failed at WORK after 1 min.', failure({ error: null })],
  ['Timed out at WORK after 1 min.', failure({ outcome: 'timeout', error: null })],
  ['Left at \\u202eX after 0.0 s.', failure({ outcome: 'disconnected', step: '\u202eX', endedAt: at(-3) })],
  [
    'Cut off at HELLO after 1 min: the server ended.',
    failure({ outcome: 'stopped', step: 'HELLO', error: null }),
  ],
] as const) {
  test(`what happened: ${said}`, (t) => {
    t.is(happened(record), said);
  });
}

test('durations are for people', (t) => {
  const texts = [0, 0.04, 9.94, 9.96, 59.4, 59.6, 65, 3599, 3600, 3660, 90_000].map(durationText);
  t.deepEqual(texts, [
    '0.0 s',
    '0.0 s',
    '9.9 s',
    '10 s',
    '59 s',
    '1 min',
    '1 min 5 s',
    '59 min 59 s',
    '1 h',
    '1 h 1 min',
    '25 h',
  ]);
});

test('a certificate without a name is named by its fingerprint, a client without one by its address', (t) => {
  t.is(labelOf({ name: null, identity: 'AB:CD' }), '(no name) AB:CD');
  t.is(labelOf({ name: ' ', identity: 'cn: ' }), '(no name) cn: ');
  t.is(labelOf({ name: null, identity: 'address:::1' }), '::1 (no certificate)');
  t.is(labelOf({ name: 'x'.repeat(101), identity: '' }), `${'x'.repeat(100)}… (101 characters)`);
});
