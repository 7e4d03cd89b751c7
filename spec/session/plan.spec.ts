import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import type { BodyCommand, Command } from '../../lib/protocol/commands.js';
import { DEFAULT_BODY_NAMES, DEFAULT_RANDOM_STRING, DEFAULT_TOKEN } from '../../lib/protocol/constants.js';
import { isToken } from '../../lib/protocol/rules.js';
import {
  drawCommand,
  planCommands,
  RANDOM_FAIL_REASON,
  type Plan,
  type RandomSource,
} from '../../lib/session/plan.js';
import { bodyName, token } from '../support/commands.js';
import { seededRandom } from '../support/random.js';

const NORMAL: Plan = {
  nBits: 28,
  token: null,
  randomString: null,
  bodyNames: DEFAULT_BODY_NAMES,
  requests: 20,
  failRate: 0,
  inOrder: false,
};

const seed = fc.integer();
const names = fc.uniqueArray(bodyName, { minLength: 1, maxLength: 12 });
const requests = fc.integer({ min: 1, max: 40 });

/** A plan whose every command is drawn, as a session draws them. */
function drawn(plan: Plan, random: RandomSource): { token: string; commands: Command[] } {
  const { token: fixed, commands, drawRandomString } = planCommands(plan, random);
  return { token: fixed, commands: commands.map((planned) => drawCommand(planned, drawRandomString)) };
}

const bodiesOf = (commands: readonly Command[]): BodyCommand[] =>
  commands.filter((command): command is BodyCommand => command.kind === 'body');

test('the tutorial: the constants, and each name once in its order', (t) => {
  const plan = { ...NORMAL, token: DEFAULT_TOKEN, randomString: DEFAULT_RANDOM_STRING, inOrder: true };
  t.deepEqual(drawn(plan, seededRandom(1)), {
    token: DEFAULT_TOKEN,
    commands: [
      { kind: 'hello' },
      { kind: 'work', token: DEFAULT_TOKEN, nBits: 28 },
      { kind: 'body', name: 'FULL_NAME', randomString: 'LGTk' },
      { kind: 'body', name: 'EMAIL1', randomString: 'LGTk' },
      { kind: 'body', name: 'EMAIL2', randomString: 'LGTk' },
      { kind: 'body', name: 'SOCIAL', randomString: 'LGTk' },
      { kind: 'body', name: 'BIRTHDATE', randomString: 'LGTk' },
      { kind: 'body', name: 'COUNTRY', randomString: 'LGTk' },
      { kind: 'body', name: 'ADDR_LINE1', randomString: 'LGTk' },
      { kind: 'body', name: 'ADDR_LINE2', randomString: 'LGTk' },
      { kind: 'done' },
    ],
  });
});

test('the tutorial leaves nothing to chance', (t) => {
  const never = (): never => assert.fail('chance was asked');
  const plan = { ...NORMAL, token: 't', randomString: 'r', inOrder: true };
  t.is(drawn(plan, { int: never, float: never, string: never }).commands.length, 11);
});

test('a conversation is HELLO, WORK with its token, as many bodies as were asked for, and DONE', (t) => {
  fc.assert(
    fc.property(seed, names, requests, fc.option(token), (random, bodyNames, count, fixed) => {
      const plan = { ...NORMAL, bodyNames, requests: count, token: fixed };
      const planned = drawn(plan, seededRandom(random));
      assert.ok(isToken(planned.token));
      assert.equal(planned.token, fixed ?? planned.token);
      const [hello, work, ...others] = planned.commands;
      assert.deepEqual(hello, { kind: 'hello' });
      assert.deepEqual(work, { kind: 'work', token: planned.token, nBits: 28 });
      assert.deepEqual(others.pop(), { kind: 'done' });
      assert.equal(bodiesOf(others).length, count);
      assert.equal(others.length, count);
    }),
  );
  t.pass();
});

test('each name is asked at least once, or, where there are fewer requests, no name twice', (t) => {
  fc.assert(
    fc.property(seed, names, requests, (random, bodyNames, count) => {
      const { commands } = drawn({ ...NORMAL, bodyNames, requests: count }, seededRandom(random));
      const asked = bodiesOf(commands).map(({ name }) => name);
      const different = new Set(asked);
      assert.ok(asked.every((name) => bodyNames.includes(name)));
      assert.equal(different.size, Math.min(count, bodyNames.length));
    }),
  );
  t.pass();
});

test('any name may come at any place, and which ones are asked again is by chance too', (t) => {
  const places = new Set<string>();
  const repeated = new Set<string>();
  const repetitions = new Set<number>();
  for (let random = 0; random < 400; random++) {
    const plan = { ...NORMAL, bodyNames: ['A', 'B', 'C'], requests: 4 };
    const asked = bodiesOf(drawn(plan, seededRandom(random)).commands).map(({ name }) => name);
    asked.forEach((name, place) => places.add(`${name}${place}`));
    const again = asked.findIndex((name, place) => asked.indexOf(name) < place);
    repetitions.add(again);
    repeated.add(asked[again] ?? '');
  }
  t.is(places.size, 12);
  t.deepEqual([...repeated].sort(), ['A', 'B', 'C']);
  t.deepEqual([...repetitions].sort(), [1, 2, 3]);
});

test('with fewer requests than names, any of them may be left out', (t) => {
  const chosen = new Set<string>();
  for (let random = 0; random < 100; random++) {
    const plan = { ...NORMAL, bodyNames: ['A', 'B', 'C'], requests: 1 };
    for (const { name } of bodiesOf(drawn(plan, seededRandom(random)).commands)) chosen.add(name);
  }
  t.deepEqual([...chosen].sort(), ['A', 'B', 'C']);
});

test('fresh tokens and random strings are long enough not to be guessed, and none comes twice', (t) => {
  const random = seededRandom(7);
  const seen: string[] = [];
  for (let session = 0; session < 100; session++) {
    const planned = drawn(NORMAL, random);
    const strings = bodiesOf(planned.commands).map(({ randomString }) => randomString);
    t.true(planned.token.length >= 22 && strings.every((text) => text.length >= 22 && isToken(text)));
    seen.push(planned.token, ...strings);
  }
  t.is(new Set(seen).size, 2100);
});

test('a fixed random string is the same in every request', (t) => {
  const { commands } = drawn({ ...NORMAL, randomString: 'LGTk' }, seededRandom(1));
  t.true(bodiesOf(commands).every(({ randomString }) => randomString === 'LGTk'));
});

const failRate = test.macro({
  exec: (t, rate: number, least: number, most: number) => {
    let fails = 0;
    for (let random = 0; random < 100; random++) {
      const { commands } = drawn({ ...NORMAL, failRate: rate }, seededRandom(random));
      t.is(commands.length, 23);
      t.deepEqual([commands[0]?.kind, commands[1]?.kind, commands[22]?.kind], ['hello', 'work', 'done']);
      for (const command of commands) {
        if (command.kind !== 'fail') continue;
        fails += 1;
        t.is(command.reason, RANDOM_FAIL_REASON);
      }
    }
    t.true(fails >= least && fails <= most, `${fails} of 2000`);
  },
  title: (_, rate: number, least, most) =>
    `a fail rate of ${rate}: ${String(least)} to ${String(most)} of 2000`,
});
test(failRate, 0, 0, 0);
test(failRate, 1, 2000, 2000);
test(failRate, 0.111, 150, 300);

test('a random failure says why', (t) => {
  t.is(RANDOM_FAIL_REASON, 'Random failure: this server was started with a fail rate.');
});
