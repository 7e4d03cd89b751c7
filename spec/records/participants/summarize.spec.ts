import test from 'ava';
import type { SessionRecord } from '../../../lib/records/record.js';
import { nameOf } from '../../../lib/records/participants/participant.js';
import { summarizeParticipants, type SummarizeOptions } from '../../../lib/records/participants/summarize.js';
import { at, client, failure, sample, sourceOf } from '../reading/samples.js';

const ada = client('Ada', 'AA:01', 'ada@example.org');
const summarize = (records: readonly SessionRecord[], options?: SummarizeOptions) =>
  summarizeParticipants(sourceOf(records), options);

test('a participant has his tries, his state and when he was done, in whatever order the records come', async (t) => {
  const records = [
    sample({ client: ada, startedAt: at(100), endedAt: at(160), confirmed: false }),
    failure({ client: ada, startedAt: at(0), endedAt: at(30), suppressed: 4 }),
    sample({ client: ada, startedAt: at(40), endedAt: at(90) }),
    failure({ client: ada, startedAt: at(200), endedAt: at(210), step: 'EMAIL1' }),
  ];
  const expected = {
    identity: 'AA:01',
    name: 'Ada',
    fingerprints: ['AA:01'],
    emails: ['ada@example.org'],
    state: 'done' as const,
    tries: 8,
    done: 2,
    firstAt: at(0),
    lastAt: at(210),
    firstDoneAt: at(90),
    lastDoneAt: at(160),
    confirmed: false,
    lastStep: 'EMAIL1',
    lastError: 'invalid_suffix' as const,
    changed: [],
  };
  t.deepEqual(await summarize(records), [expected]);
  t.deepEqual(await summarize([...records].reverse(), { compare: true }), [expected]);
});

test('who is not done has the outcome of his last try', async (t) => {
  const [summary] = await summarize([
    failure({ client: ada, endedAt: at(50), outcome: 'timeout' }),
    failure({ client: ada, endedAt: at(10) }),
  ]);
  t.like(summary, { state: 'timeout', done: 0, firstDoneAt: null, lastDoneAt: null, confirmed: null });
});

test('answers that changed between tries that are done are named, and nobody’s answers are in a summary', async (t) => {
  const answers = (FULL_NAME: string, more: object = {}) => ({
    client: ada,
    answers: { FULL_NAME, COUNTRY: 'x', ...more },
  });
  const [summary] = await summarize(
    [
      sample(answers('Ada')),
      failure(answers('Eve')),
      sample(answers('Ada', { EMAIL1: 'e' })),
      sample(answers('Adah')),
    ],
    { compare: true },
  );
  t.deepEqual(summary?.changed, ['EMAIL1', 'FULL_NAME']);
  t.false(JSON.stringify(summary).includes('Adah'));
  t.deepEqual((await summarize([sample(answers('a')), sample(answers('b'))]))[0]?.changed, []);
});

test('participants are told apart by fingerprint or by name, and without a certificate by address', async (t) => {
  const records = [
    sample({ client: ada }),
    sample({ client: client('Ada', 'AA:02', 'ada@new.example') }),
    sample({ client: client(null, 'AA:03') }),
    sample({ client: null }),
    sample({ client: null, remote: null }),
  ];
  t.deepEqual(
    (await summarize(records)).map(({ identity }) => identity),
    ['AA:01', 'AA:02', 'AA:03', 'address:127.0.0.1', 'address:unknown'],
  );
  const byName = await summarize([...records, sample({ client: ada, endedAt: at(99) })], { identity: 'cn' });
  t.deepEqual(
    byName.map(({ identity, tries }) => [identity, tries]),
    [
      ['cn:Ada', 3],
      ['AA:03', 1],
      ['address:127.0.0.1', 1],
      ['address:unknown', 1],
    ],
  );
  t.deepEqual(byName[0]?.fingerprints, ['AA:02', 'AA:01']);
  t.deepEqual(byName[0]?.emails, ['ada@example.org', 'ada@new.example']);
});

test('a name that is there several times is joined', (t) => {
  t.is(nameOf({ subject: { CN: ['Ada', 'Lovelace'] } }), 'Ada, Lovelace');
  t.is(nameOf({ subject: {} }), null);
  t.is(nameOf(null), null);
});
