import type { WriteStream } from 'node:tty';
import { styleText } from 'node:util';
import type { ParticipantSummary } from '../../records/participants/participant.js';
import { summarizeParticipants } from '../../records/participants/summarize.js';
import { showsColour } from '../shared/colour.js';
import type { ProgramContext } from '../shared/run-program.js';
import { table } from '../shared/table.js';
import { shownJson } from './json.js';
import { withRecords } from './open.js';
import { Output } from './output.js';
import type { ListRequest } from './requests.js';
import { count, labelOf, minuteOf } from './texts.js';

const HEADER = ['NAME', 'STATE', 'TRIES', 'CHANGED', 'FIRST DONE (UTC)', 'LAST DONE (UTC)'];
const STATE = 1;

/** Lists the participants. */
export async function list(request: ListRequest, context: ProgramContext): Promise<number> {
  const participants = await withRecords(request, context, (source) =>
    summarizeParticipants(source, { identity: request.identity, compare: true }),
  );
  const output = new Output(context.stdout);
  if (request.json) for (const participant of participants) await output.line(shownJson(participant));
  else for (const line of linesOf(participants, output.columns, colourOf(context))) await output.line(line);
  await output.end();
  return 0;
}

type Colour = (text: string, isDone: boolean) => string;

function colourOf({ stdout }: ProgramContext): Colour {
  const { isTTY = false } = stdout;
  // Only a terminal has the function.
  const hasColors = (): boolean => isTTY && (stdout as unknown as WriteStream).hasColors();
  if (!showsColour({ isTTY, hasColors })) return (text) => text;
  return (text, isDone) => styleText(isDone ? 'green' : 'yellow', text, { validateStream: false });
}

function linesOf(participants: readonly ParticipantSummary[], columns: number, colour: Colour): string[] {
  if (participants.length === 0) return ['No records.'];
  const rows = [HEADER, ...participants.map(cellsOf).sort(byName)];
  const done = participants.filter(({ state }) => state === 'done').length;
  return [
    ...table(rows, {
      columns,
      paint: (cell, column, row) =>
        column === STATE && row > 0 ? colour(cell, cell.trim() === 'done') : cell,
    }),
    '',
    `${count(participants.length, 'participant', 'participants')}: ${done} done, ${participants.length - done} not done`,
  ];
}

function cellsOf(participant: ParticipantSummary): string[] {
  const { state, tries, firstDoneAt, lastDoneAt, changed } = participant;
  return [
    labelOf(participant),
    state,
    String(tries),
    changed.length === 0 ? '-' : String(changed.length),
    firstDoneAt === null ? '-' : minuteOf(firstDoneAt),
    lastDoneAt === null ? '-' : minuteOf(lastDoneAt),
  ];
}

const COLLATOR = new Intl.Collator('en', { numeric: true });

function byName([a = '']: readonly string[], [b = '']: readonly string[]): number {
  return COLLATOR.compare(a, b);
}
