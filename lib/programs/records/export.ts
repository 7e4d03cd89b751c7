import { DEFAULT_BODY_NAMES } from '../../protocol/constants.js';
import { participantOf } from '../../records/participants/participant.js';
import type { RecordSource } from '../../records/reading/record-source.js';
import type { SessionRecord } from '../../records/record.js';
import type { ProgramContext } from '../shared/run-program.js';
import { answersHeader, answersRow, BYTE_ORDER_MARK } from './answers-csv.js';
import { shownJson } from './json.js';
import { withRecords } from './open.js';
import { Output } from './output.js';
import type { ExportRequest } from './requests.js';

/** Writes the answers of the chosen tries. */
export async function exportRecords(request: ExportRequest, context: ProgramContext): Promise<number> {
  const output = new Output(context.stdout);
  await withRecords(request, context, async (source) => {
    const format = FORMATS[request.format](request, output.isTerminal);
    const chosen = await choose(source, request, format.needsNames);
    await output.write(format.begin(chosen.names));
    let isFirst = true;
    for await (const records of source.lastRecords(chosen.ids ?? undefined)) {
      let text = '';
      for (const record of records) {
        if (!isEligible(record, request)) continue;
        text += format.record(record, isFirst);
        isFirst = false;
      }
      await output.write(text);
    }
    await output.write(format.end());
  });
  await output.end();
  return 0;
}

/** A form of the output. It is called in the order of these functions. */
interface Format {
  /** Whether it has to know the names of all answers before the first record. */
  readonly needsNames: boolean;
  readonly begin: (names: readonly string[]) => string;
  readonly record: (record: SessionRecord, isFirst: boolean) => string;
  readonly end: () => string;
}

const FORMATS: Readonly<
  Record<ExportRequest['format'], (request: ExportRequest, isTerminal: boolean) => Format>
> = {
  csv: ({ names: given, bom }, isTerminal) => {
    let columns: readonly string[] = given ?? [];
    return {
      needsNames: given === null,
      begin: (names) => {
        columns = given ?? names;
        return `${bom ? BYTE_ORDER_MARK : ''}${answersHeader(columns)}`;
      },
      record: (record) => answersRow(record, columns, isTerminal),
      end: () => '',
    };
  },
  ndjson: ({ names }) => ({
    needsNames: false,
    begin: () => '',
    record: (record) => `${shownJson(limited(record, names))}\n`,
    end: () => '',
  }),
  json: ({ names }) => ({
    needsNames: false,
    begin: () => '[',
    record: (record, isFirst) => `${isFirst ? '\n' : ',\n'}${shownJson(limited(record, names))}`,
    end: () => '\n]\n',
  }),
};

/** Leaves only the answers to these names in a record, in their order. */
function limited(record: SessionRecord, names: readonly string[] | null): SessionRecord {
  if (names === null) return record;
  const { superseded } = record;
  return {
    ...record,
    answers: pick(record.answers, names),
    ...(superseded === undefined ? {} : { superseded: pick(superseded, names) }),
  };
}

function pick<T>(from: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));
}

interface Chosen {
  /** The ids of the sessions; null for all. */
  readonly ids: ReadonlySet<string> | null;
  /** The names that were answered. */
  readonly names: readonly string[];
}

async function choose(source: RecordSource, request: ExportRequest, needsNames: boolean): Promise<Chosen> {
  if (request.which === 'all' && !needsNames) return { ids: null, names: [] };
  const names = new Set<string>();
  const best = new Map<string, Pick<SessionRecord, 'id' | 'endedAt'>>();
  for await (const records of source.lastRecords()) {
    for (const record of records) {
      if (!isEligible(record, request)) continue;
      if (needsNames) for (const name in record.answers) names.add(name);
      if (request.which !== 'all')
        prefer(best, participantOf(record, request.identity), record, request.which);
    }
  }
  return {
    ids: request.which === 'all' ? null : new Set(Array.from(best.values(), ({ id }) => id)),
    names: inOrder(names),
  };
}

function prefer(
  best: Map<string, Pick<SessionRecord, 'id' | 'endedAt'>>,
  participant: string,
  { id, endedAt }: SessionRecord,
  which: 'first' | 'last',
): void {
  const other = best.get(participant);
  if (other === undefined || (which === 'first' ? endedAt < other.endedAt : endedAt >= other.endedAt)) {
    best.set(participant, { id, endedAt });
  }
}

function isEligible({ outcome, endedAt }: SessionRecord, { which, before }: ExportRequest): boolean {
  if (which !== 'all' && outcome !== 'done') return false;
  return before === null || Date.parse(endedAt) < Date.parse(before);
}

/** A server may ask in any order. A file for people has the usual one. */
function inOrder(names: ReadonlySet<string>): string[] {
  const usual: readonly string[] = DEFAULT_BODY_NAMES;
  const others = [...names].filter((name) => !usual.includes(name)).sort();
  return [...usual.filter((name) => names.has(name)), ...others];
}
