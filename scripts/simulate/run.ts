import { LocalDifficulty } from '../../lib/work/difficulty/local-difficulty.js';
import { WorkLoad } from '../../lib/work/difficulty/work-load.js';
import { Agenda } from './agenda.js';
import type { Clients, Scenario } from './scenario.js';

/** How long a session goes on after its work, in seconds. */
const ANSWERS_SECONDS = 2;
/** How many sessions a certificate has at once, as `--max-per-certificate` has it. */
const MAX_PER_CERTIFICATE = 4;
/** Who is refused, or done, comes again after this time, in seconds. */
const PAUSE_SECONDS = 1;

/** The state of a server at one second. */
export interface Sample {
  readonly second: number;
  readonly nBits: number;
  /** Certificates with a session in WORK: the load. */
  readonly load: number;
}

/** What came of the clients of one kind. */
export interface Tally {
  accepted: number;
  late: number;
  /** How long each accepted work took, in seconds. */
  readonly seconds: number[];
}

export interface Result {
  readonly samples: readonly Sample[];
  readonly changes: number;
  readonly participants: Tally;
  readonly attackers: Tally;
}

/**
 * Returns how long a search takes: the number of attempts is geometric, each succeeds with 2^-nBits.
 * @param random in [0, 1)
 * @param rate attempts a second
 */
export function searchSeconds(nBits: number, rate: number, random: number): number {
  return Math.max(1, Math.ceil(Math.log1p(-random) / Math.log1p(-(2 ** -nBits)))) / rate;
}

/**
 * Runs a scenario with the controller of the server.
 * @param random returns numbers in [0, 1)
 */
export function simulate(scenario: Scenario, random: () => number): Result {
  const { settings, seconds, workTimeout, clients } = scenario;
  const difficulty = new LocalDifficulty(settings);
  const [load, agenda] = [new WorkLoad(), new Agenda()];
  const open = new Map<string, number>();
  const tallies = { participant: newTally(), attacker: newTally() };
  let [now, changes] = [0, 0];
  difficulty.changes.subscribe(() => (changes += 1));

  const come = (group: Clients, index: number): void => {
    const certificate = group.certificate(index);
    const again = (pause: number): void => {
      if (group.againUntil === null || now + pause > group.againUntil) return;
      agenda.plan(now + pause, () => {
        come(group, index);
      });
    };
    const sessions = open.get(certificate) ?? 0;
    if (sessions >= MAX_PER_CERTIFICATE) {
      again(PAUSE_SECONDS);
      return;
    }
    open.set(certificate, sessions + 1);
    load.enter(certificate);
    const took = searchSeconds(difficulty.nBits, group.rate(index), random());
    const tally = tallies[group.kind];
    agenda.plan(now + Math.min(took, workTimeout), () => {
      load.leave(certificate);
      const isLate = took > workTimeout;
      if (isLate) tally.late += 1;
      else {
        tally.accepted += 1;
        tally.seconds.push(took);
      }
      agenda.plan(now + (isLate ? 0 : ANSWERS_SECONDS), () => {
        open.set(certificate, (open.get(certificate) ?? 1) - 1);
        again(PAUSE_SECONDS);
      });
    });
  };

  for (const group of clients) {
    group.arrivals.forEach((at, index) => {
      agenda.plan(at, () => {
        come(group, index);
      });
    });
  }
  const samples: Sample[] = [];
  for (let second = 0; second <= seconds; second++) {
    agenda.runUntil(second, (at) => (now = at));
    now = second;
    difficulty.report(load.count, second * 1000);
    samples.push({ second, nBits: difficulty.nBits, load: load.count });
  }
  return { samples, changes, participants: tallies.participant, attackers: tallies.attacker };
}

function newTally(): Tally {
  return { accepted: 0, late: 0, seconds: [] };
}
