import { isUnknowable, type Mistake } from './mistake.js';
import { shows, type OutputRow, type Usual } from './output.js';

export const VERDICTS = ['named', 'vague', 'nothing', 'wrong', 'unnoticed'] as const;

/** What the tutorial made of a mistake. */
export type Verdict = (typeof VERDICTS)[number];

/** What a client's run left behind. */
export interface Played {
  readonly output: string;
  readonly code: number;
  /** What it sent where it was wrong. */
  readonly wrongly: readonly Buffer[];
}

export interface Judgement {
  readonly verdict: Verdict;
  /** The row that decided it. */
  readonly because: string;
}

/** A hint that claims no cause. */
const NO_CAUSE =
  /\b(none of|cannot be (told|known|seen)|run (it|the (tutorial|server)).{0,30}--n-bits|compare|more bits|not certain|no explanation)\b/i;
/** A hint that claims one all the same: a guess that is called a guess is still a guess. */
const CLAIM = /\b(your|the) (suffix|rest|checksum|line)\b.{0,12}\b(gives?|is|was|begins|came)\b/i;
const HINT = '\u2192';
const WRONG = '\u2718';

/** Judges the output of the tutorial for a client. */
export function judge(mistake: Mistake, played: Played, usual: Usual): Judgement {
  const rows = usual.explanations(played.output);
  const checks = rows.filter(({ text }) => text.startsWith('Check '));
  const stated = mistake.checklist === true ? rows : rows.filter((row) => !checks.includes(row));
  // Of any wrong line the same is said, unless that is all that can be said.
  const unknowable = isUnknowable(mistake);
  const naming =
    stated.find((row) => mistake.named.test(row.text) && (unknowable || !usual.isOfAny(row))) ??
    (unknowable ? stated.find((row) => usual.isOfAny(row)) : undefined);
  const claimed = stated.filter((row) => claims(row) && !usual.isOfAny(row));
  const passed = played.code === 0;
  switch (mistake.kind) {
    case 'right': {
      const told = rows.find(({ label, text }) => [HINT, WRONG].includes(label) || text.startsWith('Note'));
      if (passed && (told === undefined || mistake.named.test(told.text))) return named('passed');
      return { verdict: 'wrong', because: told?.text ?? `exit code ${played.code}` };
    }
    case 'garbage': {
      if (passed) return { verdict: 'unnoticed', because: 'passed' };
      const [cause] = claimed;
      if (cause !== undefined && !mistake.named.test(cause.text)) return wrong(cause);
      return naming === undefined ? unnamed(mistake, played, rows) : named(naming.text);
    }
    case 'note': {
      if (naming !== undefined) return named(naming.text);
      const noted = rows.find(({ label }) => label !== 'bytes');
      if (!passed) return { verdict: 'wrong', because: 'not passed' };
      if (noted === undefined) return { verdict: 'unnoticed', because: 'passed' };
      return { verdict: 'vague', because: noted.text };
    }
    case 'mistake':
    case 'tls':
      break;
  }
  const false_ = stated.find(({ text }) => mistake.wrong?.some((pattern) => pattern.test(text)) === true);
  if (false_ !== undefined) return wrong(false_);
  if (mistake.kind === 'tls' && !passed)
    return { verdict: 'vague', because: 'no right client could come after it' };
  const cause = claimed.find(({ text }) => mistake.also?.test(text) !== true && !mistake.named.test(text));
  if (unknowable && cause !== undefined) return wrong(cause);
  if (naming !== undefined) return named(naming.text);
  if (passed && mistake.kind === 'mistake') return { verdict: 'unnoticed', because: 'passed' };
  if (cause !== undefined) return wrong(cause);
  return unnamed(mistake, played, rows);
}

function claims({ label, text }: OutputRow): boolean {
  return label === HINT && (!NO_CAUSE.test(text) || CLAIM.test(text));
}

function named(because: string): Judgement {
  return { verdict: 'named', because };
}

function wrong({ text }: OutputRow): Judgement {
  return { verdict: 'wrong', because: text };
}

/** Vague: the right step, and the bytes that came. */
function unnamed(
  { step, kind }: Mistake,
  { output, wrongly }: Played,
  rows: readonly OutputRow[],
): Judgement {
  if (kind === 'tls') {
    const [row] = rows;
    return { verdict: row === undefined ? 'nothing' : 'vague', because: row?.text ?? '' };
  }
  const blames = step === null || rows.some(({ text }) => new RegExp(`\\b${step}\\b`).test(text));
  const [first] = wrongly;
  const shown = first === undefined || shows(output, first);
  const because = rows.find(({ label }) => label === WRONG)?.text ?? '';
  return { verdict: blames && shown ? 'vague' : 'nothing', because };
}
