import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { SeededRandom } from '../../../scripts/class/random.js';
import { Agenda } from '../../../scripts/simulate/agenda.js';
import { DOCUMENTED_SEED, main, plotName } from '../../../scripts/simulate/main.js';
import { searchSeconds, simulate } from '../../../scripts/simulate/run.js';
import type { Scenario } from '../../../scripts/simulate/scenario.js';
import { simulateAll } from '../../../scripts/simulate/simulation.js';
import { ROOT } from '../../support/programs.js';

test('the plots and the tables of docs/n-bits.md are what "npm run simulate" makes', (t) => {
  t.timeout(120_000);
  const { times, table, plots } = simulateAll(DOCUMENTED_SEED);
  const page = readFileSync(join(ROOT, 'docs', 'n-bits.md'), 'utf8');
  t.is(plots.size, 4);
  for (const [scenario, plot] of plots) {
    t.is(readFileSync(join(ROOT, 'docs', plotName(scenario)), 'utf8'), plot, scenario);
    t.true(page.includes(`(${plotName(scenario)})`), scenario);
  }
  // The formatter pads the cells of a table.
  const cells = (line: string): string => line.replace(/ +\|/g, ' |').replace(/-+/g, '-');
  const shown = new Set(page.split('\n').map(cells));
  for (const line of `${times}\n${table}`.split('\n')) t.true(shown.has(cells(line)), line);
});

test('what is planned runs in the order of time, also what is planned meanwhile', (t) => {
  t.notThrows(() => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(20), fc.nat(5))), (plans) => {
        const agenda = new Agenda();
        const ran: number[] = [];
        let now = 0;
        for (const [at, more] of plans) {
          agenda.plan(at, () => {
            ran.push(now);
            agenda.plan(now + more, () => ran.push(now));
          });
        }
        agenda.runUntil(100, (at) => (now = at));
        assert.equal(ran.length, 2 * plans.length);
        assert.deepEqual(
          ran,
          ran.toSorted((a, b) => a - b),
        );
      }),
    );
  });
});

test('searches have the law of independent attempts', (t) => {
  const random = new SeededRandom(7);
  const times = Array.from({ length: 20_000 }, () => searchSeconds(20, 1e6, random.float()));
  const mean = times.reduce((sum, each) => sum + each, 0) / times.length;
  t.true(Math.abs(mean - 2 ** 20 / 1e6) < 0.03, String(mean));
  const late = times.filter((each) => each > (-Math.log(0.05) * 2 ** 20) / 1e6).length / times.length;
  t.true(Math.abs(late - 0.05) < 0.006, String(late));
  t.is(searchSeconds(0, 10, 0.5), 0.1);
  t.is(searchSeconds(20, 10, 0), 0.1);
});

test('a client that is too slow is too late, one certificate has four sessions, and who comes again does', (t) => {
  const clients = (rate: number, certificates: number, againUntil: number | null, count = 6) =>
    ({
      kind: 'attacker',
      arrivals: Array.from({ length: count }, () => 0),
      rate: () => rate,
      certificate: (index: number) => String(index % certificates),
      againUntil,
    }) as const;
  const scenario = (...groups: Scenario['clients']): Scenario => ({
    name: 'test',
    title: '',
    startHour: 0,
    seconds: 100,
    settings: { floor: 10, ceiling: 10, target: 1 },
    workTimeout: 50,
    clients: groups,
  });
  const half = (): number => 0.5;
  t.like(simulate(scenario(clients(1, 6, null)), half).attackers, { accepted: 0, late: 6 });
  t.like(simulate(scenario(clients(1e9, 6, null)), half).attackers, { accepted: 6, late: 0 });
  t.like(simulate(scenario(clients(1e9, 1, null)), half).attackers, { accepted: 4, late: 0 });
  // Each three seconds: two to answer, and a pause.
  t.like(simulate(scenario(clients(1e9, 1, 29, 4)), half).attackers, { accepted: 40, late: 0 });
});

test('wrong usage is told', async (t) => {
  t.is(await main(['--seed', 'x']), 2);
  t.is(await main(['--help']), 0);
});
