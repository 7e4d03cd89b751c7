import { randomUUID } from 'node:crypto';
import type { RecordSource } from '../../../lib/records/reading/record-source.js';
import type { SessionRecord } from '../../../lib/records/record.js';
import type { ClientCertificate } from '../../../lib/session/events.js';
import { PEER, START } from '../helpers.js';

/** A time so many seconds after the start of all samples. */
export const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString();

export function client(cn: string | null, fingerprint: string, email?: string): ClientCertificate {
  return {
    subject: cn === null ? { O: 'no name' } : { CN: cn },
    issuer: { CN: 'a CA' },
    serialNumber: '0A',
    fingerprint256: fingerprint,
    ...(email === undefined ? {} : { subjectAltNames: [`email:${email}`, 'DNS:host.example'] }),
  };
}

/** A record of a session that is done and confirmed, or what is said of it. */
export function sample(fields: Partial<SessionRecord> = {}): SessionRecord {
  return {
    id: randomUUID(),
    startedAt: at(0),
    endedAt: at(60),
    outcome: 'done',
    confirmed: true,
    step: 'DONE',
    error: null,
    remote: PEER.remote,
    client: PEER.client,
    tls: PEER.tls,
    work: { nBits: 8, suffix: 'abc', zeroBits: 9, seconds: 1.5 },
    answers: { FULL_NAME: 'Ada' },
    ...fields,
  };
}

/** A record of a session that failed. */
export function failure(fields: Partial<SessionRecord> = {}): SessionRecord {
  return sample({
    outcome: 'failed',
    confirmed: false,
    step: 'WORK',
    error: { code: 'invalid_suffix', message: 'Invalid suffix returned from client.' },
    work: null,
    answers: {},
    ...fields,
  });
}

export const lineOf = (record: SessionRecord): string => `${JSON.stringify(record)}\n`;

/** A source of these records, each the last one of its id. */
export function sourceOf(records: readonly SessionRecord[]): RecordSource {
  return {
    async *lastRecords(ids) {
      await Promise.resolve();
      yield records.filter(({ id }) => ids?.has(id) ?? true);
    },
  };
}

/** All records that a source has. */
export async function readAll(source: RecordSource, ids?: ReadonlySet<string>): Promise<SessionRecord[]> {
  const all: SessionRecord[] = [];
  for await (const records of source.lastRecords(ids)) all.push(...records);
  return all;
}
