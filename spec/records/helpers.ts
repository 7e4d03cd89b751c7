import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { lastValueFrom } from 'rxjs';
import type { TlslpError } from '../../lib/protocol/errors.js';
import type { Command } from '../../lib/protocol/commands.js';
import { serverStopping } from '../../lib/protocol/failures.js';
import type { SessionRecord } from '../../lib/records/record.js';
import type { RecordSink } from '../../lib/records/record-sink.js';
import { recordLine } from '../../lib/records/sinks/file/file-sink.js';
import { appendHandle, OpenedFile, statFile } from '../../lib/records/sinks/file/opened-file.js';
import type { RecordStore } from '../../lib/session/context.js';
import type { ConnectedEvent, DoneEvent, FailedEvent, Peer, SessionEvent } from '../../lib/session/events.js';
import { NO_DURATIONS } from '../support/session.js';

export const START = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

/** A fresh directory that is gone when the test ends. */
export async function makeDirectory(t: ExecutionContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tlslp-records-'));
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

export const PEER: Peer = {
  remote: { address: '127.0.0.1', port: 40000 },
  client: {
    subject: { CN: 'alice', OU: ['one', 'two'] },
    issuer: { CN: 'a CA' },
    serialNumber: '0A',
    fingerprint256: 'AA:BB',
  },
  tls: { protocol: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256' },
};

/** What every event of a session has. */
function stamp(id: string, milliseconds: number) {
  return { id, at: START + milliseconds, elapsed: milliseconds / 1000, peer: PEER };
}

export function connected(id: string, peer: Peer = PEER): ConnectedEvent {
  return { type: 'connected', ...stamp(id, 0), peer };
}

export function worked(id: string): SessionEvent {
  return { type: 'work_accepted', ...stamp(id, 5), nBits: 8, suffix: 'abc', zeroBits: 9, seconds: 1.5 };
}

export function sent(id: string, command: Command): SessionEvent {
  return { type: 'sent', ...stamp(id, 1), command, line: '' };
}

export function committed(id: string): SessionEvent {
  return { type: 'committed', ...stamp(id, 15) };
}

export function done(id: string): DoneEvent {
  return {
    type: 'done',
    ...stamp(id, 99),
    confirmed: true,
    error: null,
    line: null,
    durations: NO_DURATIONS,
  };
}

/** DONE was sent, and no OK came. */
export function unconfirmed(id: string, error: TlslpError): DoneEvent {
  return { ...done(id), confirmed: false, error };
}

export function closed(id: string): SessionEvent {
  return { type: 'closed', ...stamp(id, 100), graceful: false };
}

export function answered(id: string, name: string, value: string): SessionEvent {
  return { type: 'answered', ...stamp(id, 10), name, value };
}

export function failed(id: string, error: TlslpError = serverStopping()): FailedEvent {
  const ending = { step: 'EMAIL1', outcome: 'stopped', error, line: null, durations: NO_DURATIONS } as const;
  return { type: 'failed', ...stamp(id, 20), ...ending };
}

/** A disk without space: each batch goes to a device that is full. */
export function fullDisk(): RecordSink {
  const path = '/dev/full';
  return {
    append: async (records) => {
      const file = new OpenedFile(path, appendHandle(await open(path, 'a')), statFile(path), false);
      try {
        await file.append(records.map(recordLine).join(''));
      } finally {
        await file.close();
      }
    },
    close: () => Promise.resolve(),
  };
}

/** A session up to its last answer. */
export function begin(records: RecordStore, id: string, answer = `answer of ${id}`): void {
  records.observe(connected(id));
  records.observe(answered(id, 'FULL_NAME', answer));
}

/** Begins a session and waits until it is kept. */
export async function beginAndKeep(records: RecordStore, id: string, answer?: string): Promise<void> {
  begin(records, id, answer);
  await kept(records, id);
}

export async function kept(records: RecordStore, id: string): Promise<void> {
  await lastValueFrom(records.commit(id), { defaultValue: undefined });
}

/** The records as docs/records.md tells a reader to read them, in the order of the file. */
export async function readRecords(path: string): Promise<SessionRecord[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').slice(0, -1);
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as SessionRecord];
    } catch {
      return [];
    }
  });
}

export async function readIds(path: string): Promise<string[]> {
  return (await readRecords(path)).map(({ id }) => id);
}
