import { placeOf } from '../engine/sections.js';
import type { JudgedResult, Outcome } from '../engine/outcome.js';
import type { RunInfo } from './run-info.js';

/** Returns a run as one JSON document, for programs. Its form is described in docs/check.md. */
export function jsonReport({ version, subject, peer, seed, again }: RunInfo, outcome: Outcome): string {
  const document = {
    kit: 'tlslp-check',
    version,
    subject,
    peer,
    seed,
    passed: outcome.passed,
    conforms: outcome.conforms,
    planned: outcome.planned,
    counts: outcome.counts,
    unmet: outcome.unmet,
    stale: outcome.stale,
    checks: outcome.results.map((result) => jsonResult(result, again)),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** A result, as the report has it. */
export function jsonResult(result: JudgedResult, again: (id: string) => string) {
  const { check, verdict, expected, came, cause, seconds, transcript, known } = result;
  const passed = verdict === 'pass';
  return {
    id: check.id,
    section: check.section,
    level: check.level,
    rule: check.rule,
    place: placeOf(check),
    verdict,
    seconds: Math.round(seconds * 1000) / 1000,
    ...(known === null ? {} : { known }),
    ...(passed ? {} : { expected, came, cause, transcript, again: again(check.id) }),
  };
}
