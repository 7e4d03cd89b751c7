import type { Counts, Numbers } from '../numbers.js';

/**
 * What `tlslp-top --once` prints. It names participants by their names.
 *
 * @param idOf the id of a participant with this name; undefined if there is none
 */
export function fromTop(text: string, idOf: (name: string) => string | undefined): Numbers {
  const participants = line(text, 'participants');
  const refusals = reasons(line(text, 'refused'), /^\d+: /);
  const sessions = line(text, 'sessions');
  const rows = rowsOf(text).map(({ name, ...rest }) => ({ id: idOf(name) ?? `unknown ${name}`, ...rest }));
  return {
    sessions: number(sessions, /^(\d+)/),
    codes: reasons(sessions, /^.*, failed: /),
    refused: number(line(text, 'refused'), /^(\d+)/),
    refusals,
    participants: number(participants, /^(\d+)/),
    participantsDone: number(participants, /(\d+) done/),
    participantsFailed: number(participants, /(\d+) failed/),
    tries: Object.fromEntries(rows.map(({ id, tries }) => [id, tries])),
    states: Object.fromEntries(rows.map(({ id, state }) => [id, state])),
  };
}

/**
 * What tlslp-top shows on a terminal of 80 columns and 24 lines: its counts. The rest is cut, or a list that has to be scrolled.
 *
 * @throws {Error} if the counts are not there
 */
export function fromScreen(screen: string): Numbers {
  const lines = screen.split('\n');
  const labels = lines.findIndex((each) => /^in WORK +answering +done +failed +refused/.test(each));
  const counts = COUNTS.exec(lines[labels - 1] ?? '');
  if (counts === null) throw new Error(`tlslp-top shows no counts:\n${screen}`);
  const [participantsDone, participants, participantsFailed, refused] = counts.slice(1).map(Number);
  if (participantsDone === undefined || participants === undefined) throw new Error('There is no count.');
  if (participantsFailed === undefined || refused === undefined) throw new Error('There is no count.');
  return { participantsDone, participants, participantsFailed, refused };
}

/** Below `in WORK`, `answering`, `done`, `failed` and `refused`. */
const COUNTS = /^\d+ +\d+ +(\d+) of (\d+) +(\d+) +(\d+)/;

/** What a line says after its name. */
function line(text: string, name: string): string {
  const found = text.split('\n').find((each) => each.startsWith(`${name} `));
  if (found === undefined) throw new Error(`tlslp-top --once has no line ${JSON.stringify(name)}.`);
  return found.slice(name.length).trim();
}

function number(text: string, pattern: RegExp): number {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`tlslp-top --once has no number in ${JSON.stringify(text)}.`);
  return Number(found);
}

/** Counts such as `timed_out 3, disconnected 2`, after what comes before. */
function reasons(text: string, before: RegExp): Counts {
  if (!before.test(text)) return {};
  const pairs = text
    .replace(before, '')
    .split(', ')
    .map((pair) => /^(\w+) (\d+)$/.exec(pair));
  return Object.fromEntries(
    pairs.flatMap((pair) => (pair === null ? [] : [[pair[1] ?? '', Number(pair[2])]])),
  );
}

const CELLS = / {2,}/;

/** The rows of the table: STATE, NAME, STEP, FOR, ANSWERS, TRIES, and the last error where there is one. */
function rowsOf(text: string): { state: string; name: string; tries: number }[] {
  const lines = text.split('\n');
  const head = lines.findIndex((each) => each.startsWith('STATE '));
  if (head === -1) return [];
  return lines
    .slice(head + 1)
    .filter((each) => each !== '')
    .map((each) => {
      const [state = '', name = '', , , , tries] = each.split(CELLS);
      return { state, name, tries: Number(tries) };
    });
}
