import { settingsOf } from '../../lib/work/difficulty/settings.js';
import type { Clients, Scenario } from './scenario.js';

/** Attempts a second. docs/n-bits.md has where they come from. */
const RATES = {
  /** A script that calls a hash function for each attempt, on one thread. */
  script: 1.3e6,
  /** One thread of this package's solver. */
  thread: 31e6,
  /** A graphics card, an RX 6800 XT. */
  card: 8.77e9,
} as const;

const HOUR = 3600;
const MINUTE = 60;
const WORK_TIMEOUT = 1800;
const SETTINGS = settingsOf({ min: 26, max: 30 }, 60, WORK_TIMEOUT);

/** Of so many participants one has two threads of the solver; the others have a script. */
function participants(arrivals: readonly number[], oneIn = 2): Clients {
  return {
    kind: 'participant',
    arrivals,
    rate: (index) => (index % oneIn === 0 ? 2 * RATES.thread : RATES.script),
    certificate: (index) => `participant ${index}`,
    againUntil: null,
  };
}

/** Attackers who share graphics cards, with four sessions for each certificate, from a second on. */
function attackers(certificates: number, cards: number, from: number, until: number): Clients {
  const sessions = certificates * 4;
  return {
    kind: 'attacker',
    arrivals: Array.from({ length: sessions }, () => from),
    rate: () => (cards * RATES.card) / sessions,
    certificate: (index) => `attacker ${index % certificates}`,
    againUntil: until,
  };
}

/** So many at any time of a span, in the order of their times. */
function spread(count: number, from: number, until: number, random: () => number): number[] {
  return Array.from({ length: count }, () => from + (until - from) * random()).sort((a, b) => a - b);
}

const COMMON = { settings: SETTINGS, workTimeout: WORK_TIMEOUT } as const;

/** @param random returns numbers in [0, 1) */
export function scenarios(random: () => number): readonly Scenario[] {
  const around = (): Clients => participants(spread(200, 0, 90 * MINUTE, random));
  const flooded = { startHour: 14, seconds: 90 * MINUTE, ...COMMON } as const;
  const [from, until] = [20 * MINUTE, 50 * MINUTE];
  return [
    {
      name: 'quiet',
      title: 'A quiet day: 800 participants between 8 and 20 o’clock',
      startHour: 8,
      seconds: 12 * HOUR,
      clients: [participants(spread(800, 0, 12 * HOUR, random))],
      ...COMMON,
    },
    {
      name: 'class',
      title: 'A class that starts at nine: 400 participants within three minutes',
      startHour: 8.5,
      seconds: 60 * MINUTE,
      clients: [participants(spread(400, 30 * MINUTE, 33 * MINUTE, random), 10)],
      ...COMMON,
    },
    {
      name: 'flood',
      title: 'A flood of 400 certificates with two graphics cards, for half an hour',
      clients: [around(), attackers(400, 2, from, until)],
      ...flooded,
    },
    {
      name: 'one-certificate',
      title: 'A flood of one certificate with two graphics cards, for half an hour',
      clients: [around(), attackers(1, 2, from, until)],
      ...flooded,
    },
  ];
}

/** The same without a range: with the lowest number of bits. */
export function fixed(scenario: Scenario): Scenario {
  return { ...scenario, settings: { ...scenario.settings, ceiling: scenario.settings.floor } };
}
