import test from 'ava';
import type { Machine } from '../../../scripts/bench/machine.js';
import { cpuLines, headLines, memoryLines } from '../../../scripts/bench/report.js';
import type { Figure } from '../../../scripts/bench/rounds.js';

const MACHINE: Machine = { node: '20', openssl: '3', clientsNode: '20', processor: 'P', cores: 2, load: 0 };
const FIGURE: Figure = {
  ours: { median: 2, min: 1, max: 3 },
  bare: { median: 1, min: 1, max: 1 },
  ratio: { median: 2, min: 1, max: 3 },
  other: null,
};
const COMPARED: Figure = {
  ...FIGURE,
  other: {
    own: { median: 4, min: 4, max: 4 },
    ratio: { median: 4.5, min: 4, max: 5 },
    change: { median: 0.5, min: 0.25, max: 0.75 },
  },
};

const words = (lines: readonly string[]): string[] => lines.map((line) => line.split(/ {2,}/).join('|'));

test('each table has the machine', (t) => {
  t.true(headLines('title', MACHINE, null).includes('Node 20, OpenSSL 3, P, 2 cores, load 0.00'));
});

test('a line of CPU time', (t) => {
  t.deepEqual(words(cpuLines(32, FIGURE)), ['CPU|32|2.00 (1.00 to 3.00)|2.00 ms|1.00 ms']);
});

test('two lines of memory', (t) => {
  const kibibyte = { median: 1024, min: 1024, max: 1024 };
  const [rss, heap] = words(memoryLines(2000, { rss: { ...FIGURE, ours: kibibyte }, heap: FIGURE }));
  t.is(rss, 'RSS|2000|2.00 (1.00 to 3.00)|1.0 KiB|0.0 KiB');
  t.regex(heap ?? '', /^heap\|2000\|/);
});

test('with another checkout: the ratio of new to old first, then the ratio of each to the bare server', (t) => {
  t.true(headLines('title', MACHINE, 'abc').some((line) => line.includes('old: abc')));
  t.deepEqual(words(cpuLines(1, COMPARED)), [
    'CPU|1|0.50 (0.25 to 0.75)|2.00 (1.00 to 3.00)|4.50 (4.00 to 5.00)|2.00 ms|4.00 ms|1.00 ms',
  ]);
});

test('the column heads are as wide as the columns', (t) => {
  for (const [other, figure] of [
    [null, FIGURE],
    ['abc', COMPARED],
  ] as const) {
    t.is(headLines('title', MACHINE, other).at(-1)?.length, cpuLines(32, figure)[0]?.length);
  }
});
