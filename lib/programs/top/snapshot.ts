import { amount } from '../shared/quantities.js';
import type { Batch } from './feed/batches.js';
import type { Row, Status } from './feed/shapes.js';
import { chosen } from './state/order.js';
import { START } from './state/keys.js';
import { nameOf, reasonsText, stateWord, sum } from './view/names.js';
import { fit, widthOf } from './view/text.js';
import { dateAndClock, day, elapsed, roughly } from './view/times.js';

const TITLES = ['STATE', 'NAME', 'STEP', 'FOR', 'ANSWERS', 'TRIES', 'LAST ERROR'];

/** Returns the status as lines of plain text. Nothing is cut: the lines are as long as they are. */
export function snapshotLines({ status, participants }: Batch): readonly string[] {
  const rows = chosen(participants, START.choice, status.now, status.server.workTimeout).map((row) =>
    cellsOf(row, status.now),
  );
  return [
    ...factsOf(status).map(([name, value]) => `${name.padEnd(13)} ${value}`),
    ...(rows.length === 0 ? [] : ['', ...aligned([TITLES, ...rows])]),
  ];
}

type Fact = readonly [name: string, value: string];

function factsOf({ server, counts, now, records }: Status): readonly Fact[] {
  const { known, done, failed, working, answering, forgotten, forgottenDone } = counts.participants;
  const { certificateEnd: end, stress } = server;
  return [
    ['server', `tlslp-server ${server.version}, ${server.state}, up ${elapsed(now - server.startedAt)}`],
    ['time', dateAndClock(now)],
    ['addresses', server.addresses.join(', ')],
    ...(end === null ? [] : [['certificate', `ends ${day(end)}, in ${roughly(end - now)}`] as const]),
    [
      'participants',
      `${known + forgotten}: ${working} in WORK, ${answering} answering, ${done + forgottenDone} done, ${failed} failed`,
    ],
    ['sessions', `${counts.sessions}, open ${sum(counts.open)}${withReasons(counts.failures, ', failed: ')}`],
    ['refused', `${sum(counts.refusals)}${withReasons(counts.refusals, ': ')}`],
    ...(records === null ? [] : [['records', recordsText(records)] as const]),
    ...(stress === null ? [] : [['stress', stress] as const]),
  ];
}

function recordsText({ committed, waiting, lost, freeBytes, short, lastError, spool }: Records): string {
  const parts = [
    `${committed} on disk`,
    `${waiting} waiting`,
    `${lost} lost`,
    ...(freeBytes === null ? [] : [`${amount(freeBytes, 'B')} free`]),
    ...(short ? ['no space'] : []),
    ...(spool === null ? [] : [`${spool.waiting} in the spool`]),
    ...(lastError === null ? [] : [`last error ${dateAndClock(lastError.at)}: ${lastError.message}`]),
  ];
  return parts.join(', ');
}

type Records = NonNullable<Status['records']>;

function cellsOf(
  { state, name, address, id, step, since, answered, requests, tries, lastError }: Row,
  now: number,
) {
  return [
    stateWord(state),
    nameOf({ name, address, id }),
    step ?? '',
    elapsed(now - since),
    requests === null ? String(answered) : `${answered}/${requests}`,
    String(tries),
    lastError === null ? '' : `${lastError.code}: ${lastError.message}`,
  ];
}

function withReasons(counts: ReadonlyMap<string, number>, before: string): string {
  const text = reasonsText(counts);
  return text === '' ? '' : `${before}${text}`;
}

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = TITLES.map((_, column) =>
    rows.reduce((most, row) => Math.max(most, widthOf(row[column] ?? '')), 0),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => fit(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
