import test from 'ava';
import { check } from '../../../scripts/proof/check.js';
import type { Away } from '../../../scripts/proof/checks/away.js';
import type { ViolationKind } from '../../../scripts/proof/checks/violation.js';
import type { Attempt, SessionResult } from '../../../scripts/proof/result.js';
import type { Row } from '../../../scripts/proof/rows.js';
import { summaryOf } from '../../../scripts/proof/summary.js';

let clock = 0;

const LOST = { step: 'WORK', code: 'disconnected', message: 'The peer left.' };

/** An attempt that is done. */
function attemptOf(mark: string, token: string, changes: Partial<Attempt> = {}): Attempt {
  clock += 10;
  return {
    mark,
    from: clock,
    to: clock + 9,
    work: { token, nBits: 4 },
    workAt: clock + 1,
    suffix: `${token}.7`,
    accepted: true,
    answers: { A: `${mark} A`, B: `${mark} B` },
    doneRead: true,
    okWritten: true,
    cut: null,
    ...changes,
  };
}

/** One that was cut in WORK, before the proof was sent. */
function cutOf(mark: string, token: string, changes: Partial<Attempt> = {}): Attempt {
  const nothing = { suffix: null, accepted: false, answers: {}, doneRead: false, okWritten: false };
  return attemptOf(mark, token, { ...nothing, cut: LOST, ...changes });
}

function resultOf(
  session: number,
  certificate: string,
  attempts: readonly Attempt[],
  changes: Partial<SessionResult> = {},
): SessionResult {
  const reconnects = attempts.length - 1;
  return {
    session,
    certificate,
    attempts,
    reconnects,
    duplicates: false,
    outcome: 'done',
    error: null,
    ...changes,
  };
}

function rowOf({ mark, answers, suffix }: Attempt, certificate: string, changes: Partial<Row> = {}): Row {
  return { id: `id-${mark}`, outcome: 'done', fingerprint: certificate, answers, suffix, ...changes };
}

interface World {
  readonly results: readonly SessionResult[];
  readonly rows: readonly Row[];
  readonly away?: readonly Away[];
}

/** Two certificates, three sessions; one was cut in WORK, and one after its proof. All is well. */
function good(): {
  first: Attempt;
  cut: Attempt;
  second: Attempt;
  sent: Attempt;
  third: Attempt;
  world: World;
} {
  const first = attemptOf('s0-1', 'T0');
  const cut = cutOf('s1-1', 'T1');
  const second = attemptOf('s1-2', 'T1');
  const sent = attemptOf('s2-1', 'T2', {
    accepted: false,
    answers: {},
    doneRead: false,
    okWritten: false,
    cut: LOST,
  });
  const third = attemptOf('s2-2', 'T2');
  const world = {
    results: [resultOf(0, 'a', [first]), resultOf(1, 'a', [cut, second]), resultOf(2, 'b', [sent, third])],
    rows: [
      rowOf(first, 'a'),
      rowOf(cut, 'a', { outcome: 'disconnected' }),
      rowOf(second, 'a'),
      rowOf(third, 'b'),
    ],
  };
  return { first, cut, second, sent, third, world };
}

const kindsOf = (world: World): ViolationKind[] => check(world).map(({ kind }) => kind);

test('nothing is wrong', (t) => {
  t.deepEqual(check(good().world), []);
  t.deepEqual(check({ results: [], rows: [] }), []);
});

test('done, and no row', (t) => {
  const { world } = good();
  t.deepEqual(check({ ...world, rows: world.rows.slice(1) }), [
    { kind: 'done_without_row', where: 'session 0, s0-1' },
  ]);
});

test('done, and a row of another outcome', (t) => {
  const { first, world } = good();
  const rows = [rowOf(first, 'a', { outcome: 'failed' }), ...world.rows.slice(1)];
  t.deepEqual(kindsOf({ ...world, rows }), ['done_without_row']);
});

test('two rows for one client', (t) => {
  const { first, world } = good();
  const rows = [...world.rows, rowOf(first, 'a', { id: 'another', suffix: null })];
  t.deepEqual(check({ ...world, rows }), [
    { kind: 'done_in_many_rows', where: 'session 0, s0-1: rows id-s0-1, another' },
  ]);
});

test('an id twice', (t) => {
  const { cut, world } = good();
  const rows = [...world.rows, rowOf(cut, 'a', { outcome: 'disconnected' })];
  t.deepEqual(check({ ...world, rows }), [{ kind: 'id_twice', where: 'row id-s1-1, 2 times' }]);
});

test('an answer is missing, or another one', (t) => {
  const { first, world } = good();
  for (const answers of [{ A: 's0-1 A' }, { A: 's0-1 A', B: 's0-1 C' }, { ...first.answers, C: 's0-1 C' }]) {
    const rows = [rowOf({ ...first, answers }, 'a'), ...world.rows.slice(1)];
    t.deepEqual(kindsOf({ ...world, rows }), ['wrong_answers']);
  }
});

test('answers of two clients in one row', (t) => {
  const { first, world } = good();
  const rows = [rowOf({ ...first, answers: { A: 's0-1 A', B: 's1-2 B' } }, 'a'), ...world.rows.slice(1)];
  t.deepEqual(kindsOf({ ...world, rows }), ['done_without_row', 'unknown_row']);
});

test('the row has another certificate', (t) => {
  const { first, world } = good();
  const rows = [rowOf(first, 'b'), ...world.rows.slice(1)];
  t.deepEqual(kindsOf({ ...world, rows }), ['wrong_certificate']);
});

test('a row that is nobody’s', (t) => {
  const { first, world } = good();
  const nobody = rowOf({ ...first, answers: { A: 'x A' } }, 'a', { id: 'x', suffix: null });
  t.deepEqual(check({ ...world, rows: [...world.rows, nobody] }), [{ kind: 'unknown_row', where: 'row x' }]);
});

test('a DONE that was lost has a row; one that was never earned has none', (t) => {
  const { world } = good();
  const lost = attemptOf('s3-1', 'T3', { doneRead: false, okWritten: false, cut: { ...LOST, step: 'B' } });
  const again = attemptOf('s3-2', 'T4');
  const results = [...world.results, resultOf(3, 'c', [lost, again])];
  const rows = [...world.rows, rowOf(lost, 'c'), rowOf(again, 'c')];
  t.deepEqual(check({ results, rows }), []);
  const more = rowOf(lost, 'c', { answers: { ...lost.answers, C: 's3-1 C' } });
  t.deepEqual(kindsOf({ results, rows: [...world.rows, more, rowOf(again, 'c')] }), ['row_of_unanswered']);
});

test('a client that gave up', (t) => {
  const { world } = good();
  const gone = resultOf(3, 'c', [], { outcome: 'failed', error: 'There was no connection.' });
  t.deepEqual(check({ ...world, results: [...world.results, gone] }), [
    { kind: 'not_finished', where: 'session 3: There was no connection.' },
  ]);
});

test('cut in WORK, and other work', (t) => {
  const [cut, done] = [cutOf('s0-1', 'T0'), attemptOf('s0-2', 'T1')];
  const world = { results: [resultOf(0, 'a', [cut, done])], rows: [rowOf(done, 'a')] };
  t.deepEqual(check(world), [{ kind: 'work_lost', where: 'session 0, s0-1: WORK T0 4, then T1 4' }]);
  // While the database is away, nobody knows the token.
  const until = (from: number, to: number): World => ({ ...world, away: [{ from, to }] });
  t.deepEqual(check(until(clock - 5, clock)), []);
  t.deepEqual(kindsOf(until(clock + 2, clock + 9)), ['work_lost']);
  t.deepEqual(kindsOf(until(clock - 30, clock - 10)), ['work_lost']);
});

test('cut in WORK in one session, other work in the next one of that certificate', (t) => {
  const [cut, done, other] = [cutOf('s0-1', 'T0'), attemptOf('s1-1', 'T1'), attemptOf('s2-1', 'T2')];
  const gone = resultOf(0, 'a', [cut], { outcome: 'failed', error: 'Gone.' });
  const results = [gone, resultOf(1, 'a', [done]), resultOf(2, 'b', [other])];
  const rows = [rowOf(done, 'a'), rowOf(other, 'b')];
  t.deepEqual(kindsOf({ results, rows }), ['not_finished', 'work_lost']);
});

test('cut in WORK, and the same token with other n_bits', (t) => {
  const [cut, done] = [cutOf('s0-1', 'T0'), attemptOf('s0-2', 'T0', { work: { token: 'T0', nBits: 5 } })];
  const world = { results: [resultOf(0, 'a', [cut, done])], rows: [rowOf(done, 'a')] };
  t.deepEqual(kindsOf(world), ['n_bits_changed']);
});

test('one token for two certificates', (t) => {
  const [first, second] = [cutOf('s0-1', 'T0'), attemptOf('s1-1', 'T0')];
  const gone = resultOf(0, 'a', [first], { outcome: 'failed', error: 'Gone.' });
  const world = { results: [gone, resultOf(1, 'b', [second])], rows: [rowOf(second, 'b')] };
  t.deepEqual(kindsOf(world), ['not_finished', 'token_of_two']);
});

test('a token that is given again after its proof was accepted', (t) => {
  const spent = attemptOf('s0-1', 'T0', { doneRead: false, okWritten: false, cut: { ...LOST, step: 'A' } });
  const again = cutOf('s0-2', 'T0');
  const done = attemptOf('s0-3', 'T0', { suffix: 'T1.7', work: { token: 'T0', nBits: 4 } });
  const world = { results: [resultOf(0, 'a', [spent, again, done])], rows: [rowOf(done, 'a')] };
  t.deepEqual(kindsOf(world), ['spent_token_given']);
});

test('a proof in two rows, also where one of them is not done', (t) => {
  const { first, sent, world } = good();
  const twice = rowOf(sent, 'b', { outcome: 'disconnected' });
  t.deepEqual(check({ ...world, rows: [...world.rows, twice] }), [
    { kind: 'proof_counted_twice', where: 'token T2: rows id-s2-2, id-s2-1' },
  ]);
  // Another suffix for the same token is the same token, spent twice.
  const other = { ...first, mark: 'x', answers: {}, suffix: 'T0.8' };
  const rows = [...world.rows, rowOf(other, 'a', { outcome: 'failed' })];
  t.deepEqual(kindsOf({ ...world, rows }), ['proof_counted_twice']);
});

test('the summary counts what was put to the proof', (t) => {
  t.deepEqual(summaryOf(good().world.results), {
    sessions: 3,
    done: 3,
    attempts: 5,
    reconnects: 2,
    cutInWork: 1,
    sameTokenAgain: 1,
    proofsSentAgain: 1,
  });
});
