import { escapeText } from '../../protocol/escape.js';
import type { Spread } from '../../records/participants/number-list.js';
import { StatisticsFold, type Statistics } from '../../records/participants/statistics.js';
import { ParticipantFold } from '../../records/participants/summarize.js';
import type { ProgramContext } from '../shared/run-program.js';
import { table } from '../shared/table.js';
import { shownJson } from './json.js';
import { withRecords } from './open.js';
import { Output } from './output.js';
import type { StatsRequest } from './requests.js';
import { secondOf } from './texts.js';
import { durationText } from './try-text.js';

interface Counted extends Statistics {
  readonly participants: { readonly all: number; readonly done: number };
}

/** Counts participants, tries, durations and failures. */
export async function stats(request: StatsRequest, context: ProgramContext): Promise<number> {
  const counted = await withRecords(request, context, async (source): Promise<Counted> => {
    const participants = new ParticipantFold({ identity: request.identity });
    const statistics = new StatisticsFold();
    for await (const records of source.lastRecords()) {
      for (const record of records) {
        participants.add(record);
        statistics.add(record);
      }
    }
    const all = participants.summaries();
    const done = all.filter(({ state }) => state === 'done').length;
    return { participants: { all: all.length, done }, ...statistics.statistics() };
  });
  const output = new Output(context.stdout);
  if (request.json) await output.line(shownJson(counted));
  else for (const line of linesOf(counted, output.columns)) await output.line(line);
  await output.end();
  return 0;
}

function linesOf(counted: Counted, columns: number): string[] {
  const { participants, sessions, suppressed, outcomes, confirmed, from, until, failures } = counted;
  if (sessions === 0 || from === null || until === null) return ['No records.'];
  return [
    ...table([
      [
        'Participants',
        String(participants.all),
        `${participants.done} done, ${participants.all - participants.done} not done`,
      ],
      [
        'Tries',
        String(sessions),
        Object.entries(outcomes)
          .filter(([, number]) => number > 0)
          .map(([outcome, number]) => `${number} ${outcome}`)
          .join(', '),
      ],
      ...(suppressed === 0 ? [] : [['', `+ ${suppressed}`, 'that answered nothing and have no record']]),
      [
        'Done',
        String(outcomes.done),
        `${confirmed.yes} with OK, ${confirmed.no} without, ${confirmed.unknown} unknown`,
      ],
    ]),
    `From ${secondOf(from)} to ${secondOf(until)} UTC`,
    ...durationsOf(counted, columns),
    ...(failures.length === 0
      ? []
      : [
          '',
          ...table([['NOT DONE AT', 'OUTCOME', 'REASON', 'TRIES'], ...failures.map(failureCells)], {
            columns,
          }),
        ]),
  ];
}

function durationsOf({ duration, work }: Counted, columns: number): string[] {
  const rows = [
    ...(duration === null ? [] : [spreadCells('a try that is done', duration)]),
    ...work.map((spread) => spreadCells(`work of ${spread.nBits} bits`, spread)),
  ];
  return rows.length === 0
    ? []
    : ['', ...table([['TIME FOR', 'TRIES', 'MEDIAN', '90 % WITHIN', 'LONGEST'], ...rows], { columns })];
}

function spreadCells(what: string, { count, median, percentile90, max }: Spread): string[] {
  return [what, String(count), ...[median, percentile90, max].map(durationText)];
}

function failureCells({ step, outcome, code, sessions }: Counted['failures'][number]): string[] {
  return [escapeText(step), outcome, code === null ? '-' : escapeText(code), String(sessions)];
}
