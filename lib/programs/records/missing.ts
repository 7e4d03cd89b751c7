import { escapeText } from '../../protocol/escape.js';
import type { ParticipantSummary } from '../../records/participants/participant.js';
import { summarizeParticipants } from '../../records/participants/summarize.js';
import type { ProgramContext } from '../shared/run-program.js';
import { table } from '../shared/table.js';
import { fold } from './find.js';
import { shownJson } from './json.js';
import { withRecords } from './open.js';
import { Output } from './output.js';
import type { MissingRequest } from './requests.js';
import { readRoster, type RosterRow } from './roster.js';
import { count, labelOf, minuteOf, wrap } from './texts.js';

const MAX_STRANGERS = 5;
const MAX_COLUMNS = 100;

/** A person of the roster, and whom the records know as him. */
interface Person {
  readonly row: RosterRow;
  readonly found: readonly ParticipantSummary[];
}

/** Says who of a roster is not done. */
export async function missing(request: MissingRequest, context: ProgramContext): Promise<number> {
  const rows = await readRoster(request.roster);
  const participants = await withRecords(request, context, (source) =>
    summarizeParticipants(source, { identity: request.identity }),
  );
  const find = finderOf(participants);
  const people = rows.map((row): Person => ({ row, found: find(row) }));
  const absent = people.filter(({ found }) => !found.some(isDone));
  const output = new Output(context.stdout);
  if (request.json) for (const person of absent) await output.line(shownJson(fieldsOf(person)));
  else
    for (const line of linesOf(people, absent, strangers(participants, people), output.columns))
      await output.line(line);
  await output.end();
  return 0;
}

function isDone({ state }: ParticipantSummary): boolean {
  return state === 'done';
}

/**
 * Returns a function that finds a person among the participants: by the fingerprint, if the row has one; else by the e-mail address, if
 * somebody has it in his certificate; else by the name.
 */
function finderOf(
  participants: readonly ParticipantSummary[],
): (row: RosterRow) => readonly ParticipantSummary[] {
  const byFingerprint = indexed(participants, ({ fingerprints }) =>
    fingerprints.map((text) => text.replaceAll(':', '')),
  );
  const byEmail = indexed(participants, ({ emails }) => emails.map(fold));
  const byName = indexed(participants, ({ name }) => (name === null ? [] : [fold(name)]));
  return ({ name, email, fingerprint }) => {
    if (fingerprint !== null) return byFingerprint.get(fingerprint) ?? [];
    const found = email === null ? undefined : byEmail.get(fold(email));
    return found ?? (name === null ? [] : (byName.get(fold(name)) ?? []));
  };
}

function indexed(
  participants: readonly ParticipantSummary[],
  keysOf: (participant: ParticipantSummary) => readonly string[],
): Map<string, ParticipantSummary[]> {
  const index = new Map<string, ParticipantSummary[]>();
  for (const participant of participants) {
    for (const key of keysOf(participant)) {
      const others = index.get(key);
      if (others === undefined) index.set(key, [participant]);
      else others.push(participant);
    }
  }
  return index;
}

/** Participants who are done and on no row: often a name that is written in another way. */
function strangers(
  participants: readonly ParticipantSummary[],
  people: readonly Person[],
): ParticipantSummary[] {
  const known = new Set(people.flatMap(({ found }) => found));
  return participants.filter((participant) => isDone(participant) && !known.has(participant));
}

/** The last try of a person; null if he never came. */
function lastOf({ found }: Person): ParticipantSummary | null {
  return found.reduce<ParticipantSummary | null>(
    (last, one) => (last === null || one.lastAt > last.lastAt ? one : last),
    null,
  );
}

function fieldsOf(person: Person): object {
  const last = lastOf(person);
  return {
    ...person.row,
    state: last?.state ?? 'never came',
    tries: triesOf(person),
    lastAt: last?.lastAt ?? null,
    lastStep: last?.lastStep ?? null,
    lastError: last?.lastError ?? null,
  };
}

function triesOf({ found }: Person): number {
  return found.reduce((sum, { tries }) => sum + tries, 0);
}

function linesOf(
  people: readonly Person[],
  absent: readonly Person[],
  unknown: readonly ParticipantSummary[],
  columns: number,
): string[] {
  const never = absent.filter(({ found }) => found.length === 0).length;
  const rows = absent.map((person) => cellsOf(person));
  return [
    ...(rows.length === 0
      ? []
      : [...table([['NAME', 'STATE', 'TRIES', 'LAST TRY (UTC)', 'AT'], ...rows], { columns }), '']),
    `${people.length} on the roster: ${people.length - absent.length} done, ${absent.length} missing, ${never} of them never came`,
    ...(unknown.length === 0 ? [] : [wrap(strangersText(unknown), Math.min(columns, MAX_COLUMNS), '')]),
  ];
}

function strangersText(unknown: readonly ParticipantSummary[]): string {
  const named = unknown.slice(0, MAX_STRANGERS).map((one) => `"${labelOf(one)}"`);
  const more = unknown.length > MAX_STRANGERS ? ', …' : '';
  const are = count(unknown.length, 'participant who is done is', 'participants who are done are');
  return `${are} not on the roster: ${named.join(', ')}${more}`;
}

function cellsOf(person: Person): string[] {
  const { name, email, fingerprint } = person.row;
  const label = escapeText(name ?? email ?? fingerprint ?? '');
  const last = lastOf(person);
  if (last === null) return [label, 'never came', '0', '-', '-'];
  const why = last.lastError === null ? '' : ` (${escapeText(last.lastError)})`;
  return [
    label,
    last.state,
    String(triesOf(person)),
    minuteOf(last.lastAt),
    `${escapeText(last.lastStep)}${why}`,
  ];
}
