import type { SeededRandom } from '../random.js';
import { RIGHT, SESSION_WAYS, type Way } from './behaviours.js';

/** The certificate that a participant shows. */
export type Shown = 'own' | 'untrusted' | 'none';

/** A class has two halves, and a rest between them. */
export type Half = 'first' | 'second';

export interface PlannedVisit {
  readonly half: Half;
  /** When it comes, as a part of its half, from 0 to 1. */
  readonly at: number;
  /** How long it takes to solve, as a part of a half. */
  readonly think: number;
  readonly way: Way;
}

export interface PlannedParticipant {
  readonly name: string;
  /** What it is like, in words. */
  readonly kind: string;
  readonly shown: Shown;
  /** In order. Each comes at its time, but not before the one before it has gone. */
  readonly visits: readonly PlannedVisit[];
}

/** Three in eight misbehave, in ten ways: these, and a certificate that is not trusted or missing. */
const MISBEHAVING_PART = 3 / 8;

/** The connection is lost in the middle of the answers: that happens to the best. */
const LOST = 'reset in the answers';
const WAYS = Object.entries(SESSION_WAYS).filter(([kind]) => kind !== LOST);
const CERTIFICATE_WAYS = ['untrusted', 'none'] as const;

/** How the others come, ten at a time. */
const GOOD = [
  'prompt',
  'slow',
  'again',
  'prompt',
  'twice',
  'prompt',
  'slow',
  'again',
  'prompt',
  'twice',
] as const;

/** The last ones come this late, as a part of a half. */
const LATEST = 0.8;

/** Who comes again does so this much later, if he has gone by then. */
const AGAIN = 0.04;

/** Returns who comes, when, and what they do. */
export function planOf(names: readonly string[], random: SeededRandom): PlannedParticipant[] {
  const misbehaving = Math.round(names.length * MISBEHAVING_PART);
  return random.shuffled(names).map((name, n) => {
    const half = n % 2 === 0 ? 'first' : 'second';
    // Most come soon after it has begun.
    const at = LATEST * random.float() ** 1.7;
    const promptly = (way: Way): PlannedVisit => ({ half, at, think: random.between(0.002, 0.02), way });
    if (n < misbehaving) return misbehavingOne(name, n, promptly);
    const kind = GOOD[(n - misbehaving) % GOOD.length] ?? 'prompt';
    return { name, kind, shown: 'own', visits: goodVisits(kind, promptly, random) };
  });
}

type Promptly = (way: Way) => PlannedVisit;

function goodVisits(kind: (typeof GOOD)[number], promptly: Promptly, random: SeededRandom): PlannedVisit[] {
  const visit = promptly(RIGHT);
  switch (kind) {
    case 'prompt':
      return [visit];
    case 'slow':
      return [{ ...visit, think: random.between(0.06, 0.16) }];
    case 'again': {
      const way = random.float() < 0.5 ? SESSION_WAYS[LOST] : SESSION_WAYS['wrong checksum'];
      return [promptly(way), later(visit)];
    }
    case 'twice':
      return [
        { ...visit, half: 'first' },
        { ...promptly(RIGHT), half: 'second' },
      ];
  }
}

function later(visit: PlannedVisit): PlannedVisit {
  return { ...visit, at: visit.at + AGAIN };
}

/** Every third comes once more, and does the same. */
function misbehavingOne(name: string, n: number, promptly: Promptly): PlannedParticipant {
  const [kind, way] = WAYS[n % (WAYS.length + 1)] ?? ['certificate', RIGHT];
  const round = Math.floor(n / (WAYS.length + 1));
  const visits = round % 3 === 1 ? [promptly(way), later(promptly(way))] : [promptly(way)];
  if (kind !== 'certificate') return { name, kind, shown: 'own', visits };
  const shown = CERTIFICATE_WAYS[round % CERTIFICATE_WAYS.length] ?? 'none';
  return { name, kind: shown === 'none' ? 'no certificate' : 'certificate of another CA', shown, visits };
}
