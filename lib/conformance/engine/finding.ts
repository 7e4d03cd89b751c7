/** What a check saw that is not as the rule wants it. All texts are plain: they are escaped where they are made. */
export interface Observation {
  /** What the rule wants: a phrase, such as `exit code other than 0`. */
  readonly expected: string;
  /** What came instead. Bytes of the peer are escaped. */
  readonly came: string;
  /** The likely mistake, as one sentence. */
  readonly cause?: string;
}

/** Why a check is not passed: the rule is broken, it cannot be judged here, or it does not apply. */
export type FindingKind = 'broken' | 'inconclusive' | 'skipped';

/** Ends a check that is not passed. */
export class Finding extends Error {
  readonly kind: FindingKind;
  readonly expected: string;
  readonly came: string;
  readonly likelyCause: string | null;

  constructor(kind: FindingKind, { expected, came, cause }: Observation) {
    super(`expected ${expected}, came ${came}`);
    this.name = 'Finding';
    this.kind = kind;
    this.expected = expected;
    this.came = came;
    this.likelyCause = cause ?? null;
  }
}

/** The rule is broken. */
export function broken(expected: string, came: string, cause?: string): Finding {
  return new Finding('broken', { expected, came, ...(cause === undefined ? {} : { cause }) });
}

/** The machine or the network decided, not the peer. */
export function inconclusive(expected: string, came: string): Finding {
  return new Finding('inconclusive', { expected, came });
}

/** The check does not apply. `why` is a sentence. */
export function skipped(why: string): Finding {
  return new Finding('skipped', { expected: '', came: why });
}
