import type { SessionRecord } from '../../lib/records/record.js';
import type { Attempt, Story } from './load.js';
import { tokenOf } from './solve-for.js';

/** A time in which the database was away, in milliseconds since the epoch. */
export interface Outage {
  readonly from: number;
  readonly to: number;
}

/** What is left when all is over. */
export interface Remains {
  readonly stories: readonly Story[];
  readonly rows: readonly SessionRecord[];
  readonly outages: readonly Outage[];
}

/** Returns what is wrong, each with the client or the row that it is wrong with. */
export function violations(remains: Remains): string[] {
  return [
    ...unfinished(remains),
    ...failures(remains),
    ...notKeptOnce(remains),
    ...doubledRows(remains),
    ...doubledProofs(remains),
    ...lostWork(remains),
  ];
}

function unfinished({ stories }: Remains): string[] {
  return stories
    .filter(({ attempts }) => attempts.at(-1)?.last !== 'DONE')
    .map((story) => `${nameOf(story)} never saw DONE`);
}

/** A server that drains, a database that is away: nobody is told of it. */
function failures({ stories }: Remains): string[] {
  return stories.flatMap((story) =>
    story.attempts.flatMap(({ last }, n) =>
      last?.startsWith('FAIL') === true ? [`${nameOf(story)}, attempt ${n}: ${last}`] : [],
    ),
  );
}

/** Every client that saw DONE has exactly one row with its answers, and its own address. */
function notKeptOnce({ stories, rows }: Remains): string[] {
  const done = groupedBy(
    rows.filter(({ outcome }) => outcome === 'done'),
    ({ answers }) => textOf(answers),
  );
  return stories.flatMap((story) => {
    const last = story.attempts.at(-1);
    if (last?.last !== 'DONE') return [];
    const kept = done.get(textOf(last.answers)) ?? [];
    const [row] = kept;
    if (kept.length !== 1 || row === undefined) {
      return [`${nameOf(story)} saw DONE, and has ${kept.length} rows: ${idsOf(kept)}`];
    }
    const address = row.remote?.address;
    return address === story.address
      ? []
      : [`row ${row.id} of ${nameOf(story)} has the address ${address ?? ''}`];
  });
}

function doubledRows({ rows }: Remains): string[] {
  const byId = groupedBy(rows, ({ id }) => id);
  // No two connections have given the same answer.
  const answered = rows.flatMap((row) => Object.values(row.answers).map((answer) => ({ answer, row })));
  const byAnswer = groupedBy(answered, ({ answer }) => answer);
  return [
    ...[...byId].flatMap(([id, same]) =>
      same.length === 1 ? [] : [`row ${id} is there ${same.length} times`],
    ),
    ...[...byAnswer].flatMap(([answer, same]) =>
      same.length === 1
        ? []
        : [`"${answer}" is in ${same.length} rows: ${idsOf(same.map(({ row }) => row))}`],
    ),
  ];
}

/** A proof was accepted for each row that has one, and each token is spent once. */
function doubledProofs({ rows }: Remains): string[] {
  const proven = rows.filter(({ work }) => work !== null);
  const byToken = groupedBy(proven, ({ work }) => tokenOf(work?.suffix ?? ''));
  return [...byToken].flatMap(([token, same]) =>
    same.length === 1 ? [] : [`the proof of ${token} counted ${same.length} times: rows ${idsOf(same)}`],
  );
}

/** Whoever was cut in WORK, and had not answered, is asked the same when it comes again. */
function lostWork({ stories, outages }: Remains): string[] {
  return stories.flatMap((story) =>
    story.attempts.flatMap((cut, n) => {
      if (!wasCutInWork(cut)) return [];
      const next = story.attempts.slice(n + 1).find(({ token }) => token !== null);
      if (next === undefined) return [];
      // Without the database nobody knows which tokens there are: then a fresh one is given.
      if (outages.some(({ from, to }) => cut.from <= to && next.to >= from)) return [];
      // Two sessions of one participant cannot be told apart, and may get each other's.
      const own = cutTokensOf(stories, story.participant);
      return next.token !== null && own.has(next.token)
        ? []
        : [`${nameOf(story)} was cut in WORK ${cut.token ?? ''}, and then got WORK ${next.token ?? ''}`];
    }),
  );
}

/** Cut connections in WORK, of clients that had not answered. */
export function cutInWork(stories: readonly Story[]): number {
  return stories.flatMap(({ attempts }) => attempts).filter(wasCutInWork).length;
}

function wasCutInWork({ step, suffix, last }: Attempt): boolean {
  return step === 'WORK' && suffix === null && last?.startsWith('FAIL') !== true;
}

function cutTokensOf(stories: readonly Story[], participant: number): Set<string | null> {
  const own = stories
    .filter((story) => story.participant === participant)
    .flatMap(({ attempts }) => attempts);
  return new Set(own.filter(wasCutInWork).map(({ token }) => token));
}

function groupedBy<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group === undefined) groups.set(keyOf(one), [one]);
    else group.push(one);
  }
  return groups;
}

const nameOf = ({ n, participant }: Story): string => `session ${n} of participant ${participant}`;
const idsOf = (rows: readonly SessionRecord[]): string => rows.map(({ id }) => id).join(', ');

function textOf(answers: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(answers).sort(([a], [b]) => (a < b ? -1 : 1)));
}
