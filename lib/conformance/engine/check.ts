import type { Section } from './sections.js';

/** How binding the rule of a check is: MUST, SHOULD, or only worth knowing. */
export type Level = 'must' | 'should' | 'info';

/** The levels, strictest first. */
export const LEVELS: readonly Level[] = ['must', 'should', 'info'];

/**
 * What a check found:
 * - `pass`: the rule is kept;
 * - `fail`: a MUST is broken; `weak`: a SHOULD is; `info`: something worth knowing was seen;
 * - `inconclusive`: the machine, not the peer, decided; run it again;
 * - `skipped`: the check does not apply here, or the peer said that it does not implement what was asked;
 * - `error`: the kit itself could not do it.
 */
export type Verdict = 'pass' | 'fail' | 'weak' | 'info' | 'inconclusive' | 'skipped' | 'error';

/** A check as a list shows it. */
export interface CheckInfo {
  /** Its section and its name: `session.plain`. Never changes once released. */
  readonly id: string;
  readonly level: Level;
  readonly section: Section;
  /** The rule, as one sentence. */
  readonly rule: string;
  /** The anchor of the rule in docs/protocol.md; that of the section when not given. */
  readonly anchor?: string;
}

/** One check: a situation that is played to the peer under test. */
export interface Check<Stage> extends CheckInfo {
  /** Whether it mostly waits, for many seconds: such checks run beside the others. Default: false. */
  readonly patient?: boolean;
  /** How many times the usual time limit it may take. Default: 1. */
  readonly timeFactor?: number;
  /** It gets at least so many seconds, however short the time limit is. Default: 0. */
  readonly minSeconds?: number;
  /** Resolves when the rule is kept; rejects with a {@link Finding} otherwise. Any other error is one of the kit. */
  readonly play: (stage: Stage) => Promise<void>;
}
