import test from 'ava';
import { figureOf, inTurns, mapRounds, type Role, type Round } from '../../../scripts/bench/rounds.js';

/** Resolves to the order of the roles in each round, as one text a round. */
async function orders(roles: readonly Role[], rounds: number): Promise<string[]> {
  const order: Role[] = [];
  await inTurns(new Map(roles.map((role) => [role, role])), rounds, (role) =>
    Promise.resolve(order.push(role)),
  );
  return Array.from({ length: rounds }, (_, i) =>
    order.slice(i * roles.length, (i + 1) * roles.length).join(' '),
  );
}

test('two subjects are measured in turns, and each is first equally often', async (t) => {
  t.deepEqual(await orders(['ours', 'bare'], 4), ['ours bare', 'bare ours', 'bare ours', 'ours bare']);
});

test('three subjects are measured in all six orders', async (t) => {
  t.is(new Set(await orders(['ours', 'other', 'bare'], 6)).size, 6);
});

test('each measurement belongs to its role, in whatever order they are taken', async (t) => {
  let turn = 0;
  const subjects = new Map<Role, string>([
    ['ours', 'o'],
    ['bare', 'b'],
  ]);
  const rounds = await inTurns(subjects, 2, (subject) => Promise.resolve(`${subject}${turn++}`));
  t.deepEqual(rounds.map(Object.fromEntries), [
    { ours: 'o0', bare: 'b1' },
    { ours: 'o3', bare: 'b2' },
  ]);
});

function round(ours: number, bare: number, other?: number): Round<number> {
  const taken = new Map<Role, number>([
    ['ours', ours],
    ['bare', bare],
  ]);
  return other === undefined ? taken : taken.set('other', other);
}

test('the ratio is taken in each round, not from the medians', (t) => {
  t.deepEqual(figureOf([round(1, 2), round(40, 10), round(6, 6)]), {
    ours: { median: 6, min: 1, max: 40 },
    bare: { median: 6, min: 2, max: 10 },
    ratio: { median: 1, min: 0.5, max: 4 },
    other: null,
  });
});

test('another checkout has a ratio to the bare server, and ours has a ratio to it', (t) => {
  const { other } = figureOf([round(1, 2, 4), round(8, 2, 4), round(6, 1, 4)]);
  t.deepEqual(other, {
    own: { median: 4, min: 4, max: 4 },
    ratio: { median: 2, min: 2, max: 4 },
    change: { median: 1.5, min: 0.25, max: 2 },
  });
});

test('mapRounds picks one quantity of each measurement', (t) => {
  t.deepEqual(
    mapRounds([round(1, 2)], (value) => value * 10),
    [round(10, 20)],
  );
});
