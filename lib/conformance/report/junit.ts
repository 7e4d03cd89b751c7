import { placeOf, SECTIONS, type Section } from '../engine/sections.js';
import type { JudgedResult, Outcome } from '../engine/outcome.js';
import { isUnmet } from '../engine/outcome.js';
import type { RunInfo } from './run-info.js';

/** Returns a run as JUnit's XML, as GitHub, GitLab and Jenkins read it: a suite a section, a case a check. */
export function junitReport(info: RunInfo, outcome: Outcome, strict: boolean): string {
  const { results } = outcome;
  const sections = [...new Set(results.map(({ check }) => check.section))];
  const suites = sections.flatMap((section) =>
    suite(
      section,
      results.filter(({ check }) => check.section === section),
      info,
      strict,
    ),
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name=${quoted(`tlslp-check ${info.subject}`)} ${countsOf(results, strict)}>`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

function suite(section: Section, results: readonly JudgedResult[], info: RunInfo, strict: boolean): string[] {
  return [
    `  <testsuite name=${quoted(SECTIONS[section].title)} ${countsOf(results, strict)}>`,
    ...results.flatMap((result) => testCase(result, info, strict)),
    '  </testsuite>',
  ];
}

function testCase(result: JudgedResult, { subject, again }: RunInfo, strict: boolean): string[] {
  const { check, seconds } = result;
  const head = `    <testcase classname=${quoted(`${subject}.${check.section}`)} name=${quoted(check.id)} time=${quoted(seconds.toFixed(3))}`;
  const inside = verdictElement(result, again(check.id), strict);
  return inside === null ? [`${head}/>`] : [`${head}>`, `      ${inside}`, '    </testcase>'];
}

function verdictElement(result: JudgedResult, again: string, strict: boolean): string | null {
  const { check, verdict, came, known } = result;
  const text = detailsOf(result, again);
  const stale = verdict === 'pass' && known !== null;
  if (stale) return `<failure message="passes, but is listed as a known failure"/>`;
  if (verdict === 'pass') return null;
  if (verdict === 'error') return `<error message=${quoted(came)}>${escaped(text)}</error>`;
  if (isUnmet(result, strict)) {
    return `<failure type=${quoted(verdict)} message=${quoted(check.rule)}>${escaped(text)}</failure>`;
  }
  const why = known === null ? `${verdict}: ${came}` : `known failure: ${known}`;
  return `<skipped message=${quoted(why)}/>`;
}

function detailsOf({ check, expected, came, cause, transcript }: JudgedResult, again: string): string {
  return [
    `rule      ${check.rule} (${check.level.toUpperCase()}, ${placeOf(check)})`,
    `expected  ${expected}`,
    `came      ${came}`,
    ...(cause === null ? [] : [`cause     ${cause}`]),
    `again     ${again}`,
    '',
    ...transcript,
  ].join('\n');
}

function countsOf(results: readonly JudgedResult[], strict: boolean): string {
  const errors = results.filter(({ verdict }) => verdict === 'error').length;
  const stale = results.filter(({ verdict, known }) => verdict === 'pass' && known !== null).length;
  const unmet = results.filter((result) => result.verdict !== 'error' && isUnmet(result, strict)).length;
  const judged = results.filter(({ verdict }) => verdict === 'pass').length;
  const skipped = results.length - errors - unmet - judged;
  const seconds = results.reduce((sum, { seconds: taken }) => sum + taken, 0).toFixed(3);
  return `tests="${results.length}" failures="${unmet + stale}" errors="${errors}" skipped="${skipped}" time="${seconds}"`;
}

function quoted(text: string): string {
  return `"${escaped(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;')}"`;
}

/** XML 1.0 has no way to write most control characters: texts were escaped where they were made, and nothing else is left of them. */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[^\P{C}\n\t]/gu, '\ufffd');
}
