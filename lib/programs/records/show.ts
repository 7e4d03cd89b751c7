import { escapeText } from '../../protocol/escape.js';
import type { SessionRecord } from '../../records/record.js';
import type { DistinguishedName, ProxyDetails } from '../../session/events.js';
import { remoteText } from '../../session/remote-text.js';
import type { ProgramContext } from '../shared/run-program.js';
import { padToWidth, widthOf } from '../shared/table.js';
import { findParticipant, type Found } from './find.js';
import { shownJson } from './json.js';
import { withRecords } from './open.js';
import { Output } from './output.js';
import type { ShowRequest } from './requests.js';
import { count, labelOf, secondOf, shown, wrap } from './texts.js';
import { durationText, happened } from './try-text.js';

const MAX_NAME_COLUMNS = 30;
const LABEL_COLUMNS = 11;
const MAX_COLUMNS = 100;

/** Shows everything about a participant, his answers included. */
export async function show(request: ShowRequest, context: ProgramContext): Promise<number> {
  const found = await withRecords(request, context, (source) =>
    findParticipant(source, request.who, request.identity),
  );
  const output = new Output(context.stdout);
  if (request.json) for (const record of found.records) await output.line(shownJson(record));
  else await output.line(textOf(found, Math.min(output.columns, MAX_COLUMNS)));
  await output.end();
  return 0;
}

function textOf(found: Found, columns: number): string {
  const tries = found.records.map((record, index) => tryOf(record, index, columns));
  return [headOf(found), ...tries].join('\n\n');
}

function headOf({ summary, records }: Found): string {
  const { state, tries, firstAt, firstDoneAt, lastDoneAt, done, emails, changed } = summary;
  return [
    labelOf(summary),
    field('state', state),
    field('tries', `${tries}, the first ${secondOf(firstAt)} UTC`),
    ...(done > 0 && firstDoneAt !== null
      ? [field('done', `${count(done, 'time', 'times')}, first ${secondOf(firstDoneAt)} UTC`)]
      : []),
    ...(done > 1 && lastDoneAt !== null ? [field('', `last ${secondOf(lastDoneAt)} UTC`)] : []),
    ...(changed.length > 0 ? [field('changed', shown(changed.join(', ')))] : []),
    ...(emails.length > 0 ? [field('e-mail', shown(emails.join(', ')))] : []),
    ...certificatesOf(records),
  ].join('\n');
}

/** The certificates of a participant, each once. With `cn` there can be several. */
function certificatesOf(records: readonly SessionRecord[]): string[] {
  const clients = new Map(
    records.flatMap(({ client }) => (client === null ? [] : [[client.fingerprint256, client] as const])),
  );
  return Array.from(clients.values(), ({ subject, issuer, serialNumber, fingerprint256 }) =>
    [
      field('subject', nameText(subject)),
      field('issuer', nameText(issuer)),
      field('serial', shown(serialNumber)),
      field('SHA-256', fingerprintLines(shown(fingerprint256))),
    ].join('\n'),
  );
}

/** A fingerprint in two lines, which fit a terminal. */
function fingerprintLines(fingerprint: string): string {
  const half = 48;
  return fingerprint.length <= half
    ? fingerprint
    : `${fingerprint.slice(0, half)}\n${' '.repeat(LABEL_COLUMNS + 2)}${fingerprint.slice(half)}`;
}

function tryOf(record: SessionRecord, index: number, columns: number): string {
  const { id, startedAt, remote, proxy, tls, work, unsolvedBits, suppressed } = record;
  const via = tls === null ? '' : `, ${escapeText(tls.protocol)}`;
  return [
    `Try ${index + 1}, ${secondOf(startedAt)} UTC`,
    wrap(happened(record), columns, '  '),
    field('session', escapeText(id)),
    ...(remote === null ? [] : [field('from', `${escapeText(remote.address)}, port ${remote.port}${via}`)]),
    ...(proxy === undefined ? [] : proxyLines(proxy)),
    ...(work === null
      ? []
      : [field('work', `${work.nBits} bits in ${durationText(work.seconds)}, suffix ${shown(work.suffix)}`)]),
    ...(unsolvedBits === undefined ? [] : [field('work', `${unsolvedBits} bits, not solved`)]),
    ...(suppressed === undefined
      ? []
      : [field('before it', `${count(suppressed, 'session', 'sessions')} without a record`)]),
    ...answersOf(record),
  ].join('\n');
}

/** The proxy that a session came through, and what it said of it. */
function proxyLines({ remote, alpn, authority, uniqueId }: ProxyDetails): string[] {
  const said = [
    ...(authority === undefined ? [] : [`host ${shown(authority)}`]),
    ...(alpn === undefined ? [] : [`ALPN ${shown(alpn)}`]),
  ];
  return [
    field('through', [remote === null ? 'a unix socket' : remoteText(remote), ...said].join(', ')),
    ...(uniqueId === undefined ? [] : [field('proxy id', shown(uniqueId))]),
  ];
}

function answersOf({ answers, superseded = {} }: SessionRecord): string[] {
  const names = Object.keys(answers);
  if (names.length === 0) return [];
  const width = Math.min(Math.max(...names.map(widthOf)), MAX_NAME_COLUMNS);
  return [
    '  answers',
    ...names.flatMap((name) => [
      `    ${padToWidth(escapeText(name), width)}  ${shown(answers[name] ?? '')}`,
      ...(superseded[name] ?? []).map((earlier) => `    ${' '.repeat(width)}  (before: ${shown(earlier)})`),
    ]),
  ];
}

function field(label: string, value: string): string {
  return `  ${label.padEnd(LABEL_COLUMNS)}${value}`;
}

function nameText(name: DistinguishedName): string {
  return escapeText(
    Object.entries(name)
      .map(([type, value]) => `${type}=${[value].flat().join('+')}`)
      .join(', '),
    1000,
  );
}
