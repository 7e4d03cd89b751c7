import { readFile } from 'node:fs/promises';
import type { ParticipantsPage, StatusMessage } from '../../../lib/status/messages.js';
import type { Visit } from '../clients/visit.js';
import { fetchJson, fetchText } from '../fetch.js';
import type { Reading } from '../numbers.js';
import type { ServerProgram } from '../server.js';
import { isWatching, type Attached } from '../watchers/watcher.js';
import { fromClients } from './from-clients.js';
import { boundsIn } from './from-metrics.js';
import { fromStatus } from './from-status.js';
import { readRecordsTool } from './from-records-tool.js';
import { logByHand } from './log-by-hand.js';
import { recordsByHand } from './records-by-hand.js';

/** Reads every view, one after the other: the server is at rest. */
export async function readAll(
  { statusUrl, records, log }: ServerProgram,
  visits: readonly Visit[],
  watchers: readonly Attached[],
  signal: AbortSignal,
): Promise<Reading[]> {
  const read = { missing: null };
  const bounds = boundsIn(await fetchText(new URL('metrics', statusUrl).href));
  const readings: Reading[] = [
    { view: 'clients', numbers: fromClients(visits), ...read },
    { view: 'records by hand', numbers: recordsByHand(await readFile(records, 'utf8'), bounds), ...read },
    { view: 'log by hand', numbers: logByHand(await readFile(log, 'utf8')), ...read },
    { view: 'api/status', numbers: await readStatus(statusUrl), ...read },
    await readRecordsTool(records, signal),
  ];
  for (const watcher of watchers) {
    readings.push(
      isWatching(watcher)
        ? { view: watcher.name, numbers: await watcher.read(), ...read }
        : { view: watcher.name, numbers: {}, missing: watcher.missing },
    );
  }
  return readings;
}

const PAGE = 1000;

async function readStatus(url: string) {
  return fromStatus(
    await fetchJson<StatusMessage>(new URL('api/status', url).href),
    await fetchJson<ParticipantsPage>(new URL(`api/participants?limit=${PAGE}`, url).href),
  );
}

/** The ids of the participants by the names that the views show. A name that two have stands for neither. */
export async function idsByName(url: string): Promise<ReadonlyMap<string, string>> {
  const { items } = await fetchJson<ParticipantsPage>(new URL(`api/participants?limit=${PAGE}`, url).href);
  const names = items.map(({ name }) => name);
  return new Map(
    items.flatMap(({ name, id }) =>
      name === null || names.indexOf(name) !== names.lastIndexOf(name) ? [] : [[name, id] as const],
    ),
  );
}
