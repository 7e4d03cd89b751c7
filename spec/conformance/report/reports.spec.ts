import { execFileSync } from 'node:child_process';
import test from 'ava';
import fc from 'fast-check';
import { outcomeOf } from '../../../lib/conformance/engine/outcome.js';
import { jsonReport } from '../../../lib/conformance/report/json.js';
import { junitReport } from '../../../lib/conformance/report/junit.js';
import { tapReport } from '../../../lib/conformance/report/tap.js';
import { TextReport } from '../../../lib/conformance/report/text.js';
import { planOf, result, RESULTS, RUN } from '../../support/conformance/results.js';
import { hasPython } from '../../support/has-program.js';
import { matchesGolden } from '../../support/golden.js';

const OUTCOME = outcomeOf(RESULTS, planOf(RESULTS));

function textOf(columns: number, strict = false): string {
  const report = new TextReport(RUN, {
    all: RESULTS.map(({ check }) => check),
    columns,
    strict,
    paint: (_, text) => text,
  });
  const outcome = outcomeOf(RESULTS, planOf(RESULTS, strict));
  const lines = [
    ...report.head(RESULTS.length),
    ...RESULTS.flatMap((each) => report.result(each)),
    ...report.foot(outcome),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

test('for people', (t) => {
  matchesGolden(t, 'conformance/report/golden', 'text.txt', textOf(80));
});

test('for people, no line is longer than their terminal but the one to copy', (t) => {
  for (const columns of [60, 80, 100]) {
    t.true(
      textOf(columns)
        .split('\n')
        .every((line) => line.length <= columns || line.startsWith('      again ')),
    );
  }
});

test('for people, with strict', (t) => {
  t.regex(textOf(80, true), /Not passed[^]*session\.many[^]*10 checks/);
  t.notRegex(textOf(80, true), /Weak:/);
});

test('colours add nothing but themselves', (t) => {
  const report = new TextReport(RUN, {
    all: RESULTS.map(({ check }) => check),
    columns: 80,
    strict: false,
    paint: (tone, text) => `<${tone}>${text}</>`,
  });
  const lines = RESULTS.flatMap((each) => report.result(each)).join('\n');
  t.true(lines.includes('<good>✔</>'));
  const plain = new TextReport(RUN, {
    all: RESULTS.map(({ check }) => check),
    columns: 80,
    strict: false,
    paint: (_, text) => text,
  });
  t.is(
    lines.replace(/<\w+>|<\/>/g, ''),
    RESULTS.flatMap((each) => plain.result(each))
      .join('\n')
      .replace(/<\w+>|<\/>/g, ''),
  );
});

test('JSON', (t) => {
  matchesGolden(t, 'conformance/report/golden', 'report.json', jsonReport(RUN, OUTCOME));
});

test('JUnit', (t) => {
  matchesGolden(t, 'conformance/report/golden', 'junit.xml', junitReport(RUN, OUTCOME, false));
});

test('TAP', (t) => {
  matchesGolden(t, 'conformance/report/golden', 'report.tap', tapReport(RUN, OUTCOME, false));
});

const COUNT = `
import sys, xml.etree.ElementTree as tree
root = tree.fromstring(sys.stdin.buffer.read())
found = lambda name: len(list(root.iter(name)))
assert int(root.get('tests')) == found('testcase'), 'tests'
assert int(root.get('failures')) == found('failure'), 'failures'
assert int(root.get('errors')) == found('error'), 'errors'
assert int(root.get('skipped')) == found('skipped'), 'skipped'
`;

(hasPython() ? test : test.skip)('JUnit is XML, whatever a peer has sent, and its counts are right', (t) => {
  const nasty = fc.sample(fc.string({ unit: 'binary', minLength: 1 }), { seed: 1, numRuns: 50 });
  const results = [
    ...RESULTS,
    ...nasty.map((text, at) =>
      result(`order.n${at}`, at % 2 === 0 ? 'fail' : 'error', {
        came: text,
        cause: text,
        transcript: [text],
      }),
    ),
  ];
  const xml = junitReport(RUN, outcomeOf(results, planOf(results)), false);
  execFileSync('python3', ['-c', COUNT], { input: xml });
  t.pass();
});

test('TAP has a line for each check, and what makes the run fail is not ok without a TODO', (t) => {
  const lines = tapReport(RUN, OUTCOME, false).split('\n');
  const points = lines.filter((line) => /^(not )?ok /.test(line));
  t.is(points.length, RESULTS.length);
  t.deepEqual(
    points
      .filter((line) => line.startsWith('not ok') && !line.includes('# TODO'))
      .map((line) => /(\S+):/.exec(line)?.[1]),
    ['session.twice', 'order.a', 'order.c', 'order.e', 'order.f'],
  );
});
