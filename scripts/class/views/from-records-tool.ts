import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../../bench/command.js';
import type { Numbers, Reading } from '../numbers.js';
import { countBy } from './count-by.js';
import { sumOf } from '../rows.js';

const PROGRAM = fileURLToPath(new URL('../../../../bin/tlslp-records', import.meta.url));
const NAME = 'tlslp-records';

/** A line of `tlslp-records list --json`. */
export interface ListedParticipant {
  readonly identity: string;
  readonly state: string;
  readonly tries: number;
}

/** What `tlslp-records stats --json` prints. */
export interface Stats {
  readonly participants: { readonly all: number; readonly done: number };
  readonly sessions: number;
  readonly suppressed: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly confirmed: { readonly yes: number; readonly no: number; readonly unknown: number };
  readonly work: readonly { readonly count: number }[];
  readonly failures: readonly {
    readonly step: string;
    readonly code: string | null;
    readonly sessions: number;
  }[];
}

/** Asks the program for what it knows of the records. */
export async function readRecordsTool(records: string, signal: AbortSignal): Promise<Reading> {
  try {
    await access(PROGRAM);
  } catch {
    return { view: NAME, numbers: {}, missing: 'there is no such program yet' };
  }
  const run = (command: string) =>
    runCommand(process.execPath, [PROGRAM, command, '--records', records, '--json'], { signal });
  const [list, stats] = [await run('list'), await run('stats')];
  const participants = list
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ListedParticipant);
  return { view: NAME, numbers: fromRecordsTool(participants, JSON.parse(stats) as Stats), missing: null };
}

export function fromRecordsTool(listed: readonly ListedParticipant[], stats: Stats): Numbers {
  const { participants, sessions, suppressed, outcomes, confirmed, work, failures } = stats;
  const by = (keyOf: (failure: Stats['failures'][number]) => string) => {
    const each = failures.flatMap((failure) =>
      Array.from({ length: failure.sessions }, () => keyOf(failure)),
    );
    return countBy(each, (key) => key);
  };
  return {
    sessions: sessions + suppressed,
    done: outcomes['done'] ?? 0,
    confirmed: confirmed.yes,
    outcomes,
    steps: by(({ step }) => step),
    codes: by(({ code }) => code ?? 'none'),
    worked: sumOf(Object.fromEntries(work.map(({ count }, n) => [String(n), count]))),
    participants: participants.all,
    participantsDone: participants.done,
    participantsFailed: participants.all - participants.done,
    tries: Object.fromEntries(listed.map(({ identity, tries }) => [identity, tries])),
    states: Object.fromEntries(
      listed.map(({ identity, state }) => [identity, state === 'done' ? 'done' : 'failed']),
    ),
  };
}
