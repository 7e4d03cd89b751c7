import { advice } from '../../protocol/advice.js';
import type { SessionRecord } from '../../records/record.js';
import type { ProgramContext } from '../shared/run-program.js';
import { findParticipant, type Found } from './find.js';
import { shownJson } from './json.js';
import { withRecords } from './open.js';
import { Output } from './output.js';
import type { WhyRequest } from './requests.js';
import { count, labelOf, secondOf, wrap } from './texts.js';
import { happened } from './try-text.js';

const MAX_COLUMNS = 100;
const INDENTATION = '  ';

/** Says what happened in each try of a participant, and what would help. */
export async function why(request: WhyRequest, context: ProgramContext): Promise<number> {
  const found = await withRecords(request, context, (source) =>
    findParticipant(source, request.who, request.identity),
  );
  const output = new Output(context.stdout);
  if (request.json) for (const record of found.records) await output.line(shownJson(reasonOf(record)));
  else await output.line(textOf(found, Math.min(output.columns, MAX_COLUMNS)));
  await output.end();
  return 0;
}

function reasonOf(record: SessionRecord): object {
  const { id, startedAt, endedAt, outcome, confirmed, step, error } = record;
  return { id, startedAt, endedAt, outcome, confirmed, step, error, advice: adviceOf(record) };
}

function adviceOf({ outcome, step, error }: SessionRecord): string | null {
  return advice(error?.code ?? null, step, outcome);
}

function textOf({ summary, records }: Found, columns: number): string {
  const tries = records.map((record, index) => {
    const helps = adviceOf(record);
    const suppressed = record.suppressed ?? 0;
    return [
      `Try ${index + 1}, ${secondOf(record.startedAt)} UTC`,
      wrap(happened(record), columns, INDENTATION),
      ...(helps === null ? [] : [wrap(helps, columns, INDENTATION)]),
      ...(suppressed === 0
        ? []
        : [
            wrap(
              `Before it, ${count(suppressed, 'more session answered nothing and has', 'more sessions answered nothing and have')} no record.`,
              columns,
              INDENTATION,
            ),
          ]),
    ].join('\n');
  });
  return [titleOf(summary), ...tries].join('\n\n');
}

function titleOf(summary: Found['summary']): string {
  const { tries, done, state } = summary;
  const isDone = state === 'done' ? `done${done > 1 ? ` ${done} times` : ''}` : 'not done';
  return `${labelOf(summary)}: ${count(tries, 'try', 'tries')}, ${isDone}`;
}
