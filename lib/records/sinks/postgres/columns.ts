import { identityOf } from '../../../session/identity.js';
import { jsonText } from '../../json-text.js';
import { emailsOf, nameOf } from '../../participants/participant.js';
import type { ClientRecord, SessionRecord } from '../../record.js';
import { keyOf, storable, storableJson } from './storable.js';

type Cell = string | number | boolean | null;

/** A column of a table: its type, and how it is made. */
interface Column<From> {
  readonly type: string;
  readonly of: (from: From) => Cell;
}

/** A record, and its text as a line of a file has it. */
export interface Encoded {
  readonly record: SessionRecord;
  readonly text: string;
}

/** The columns of `tlslp.sessions`. The statement names them in this order. */
export const SESSION_COLUMNS = {
  id: { type: 'text', of: ({ record }) => keyOf(record.id) },
  started_at: { type: 'timestamptz', of: ({ record }) => record.startedAt },
  ended_at: { type: 'timestamptz', of: ({ record }) => record.endedAt },
  outcome: { type: 'text', of: ({ record }) => record.outcome },
  confirmed: { type: 'boolean', of: ({ record }) => record.confirmed },
  step: { type: 'text', of: ({ record }) => storable(record.step) },
  error_code: { type: 'text', of: ({ record: { error } }) => (error === null ? null : storable(error.code)) },
  fingerprint: {
    type: 'text',
    of: ({ record: { client } }) => (client === null ? null : keyOf(client.fingerprint256)),
  },
  address: {
    type: 'text',
    of: ({ record: { remote } }) => (remote === null ? null : storable(remote.address)),
  },
  n_bits: { type: 'integer', of: ({ record: { work } }) => work?.nBits ?? null },
  work_seconds: { type: 'double precision', of: ({ record: { work } }) => work?.seconds ?? null },
  suppressed: { type: 'bigint', of: ({ record }) => record.suppressed ?? 0 },
  answers: { type: 'jsonb', of: ({ record }) => storableJson(record.answers) },
  record: { type: 'json', of: ({ text }) => text },
  record_bytes: { type: 'integer', of: ({ text }) => Buffer.byteLength(text) },
} as const satisfies Readonly<Record<string, Column<Encoded>>>;

/** The columns of `tlslp.participants`. `emails` comes as JSON: an array of arrays cannot be unnested. */
export const PARTICIPANT_COLUMNS = {
  fingerprint: { type: 'text', of: ({ client }) => keyOf(client.fingerprint256) },
  identity_cn: { type: 'text', of: ({ client }) => keyOf(identityOf(client, 'cn')) },
  common_name: { type: 'text', of: ({ client }) => storableOrNull(nameOf(client)) },
  emails: { type: 'jsonb', of: ({ client }) => storableJson(emailsOf(client)) },
  serial_number: { type: 'text', of: ({ client }) => storable(client.serialNumber) },
  subject: { type: 'jsonb', of: ({ client }) => storableJson(client.subject) },
  issuer: { type: 'jsonb', of: ({ client }) => storableJson(client.issuer) },
  first_seen_at: { type: 'timestamptz', of: ({ startedAt }) => startedAt },
} as const satisfies Readonly<Record<string, Column<Seen>>>;

/** A certificate, and when it came. */
export interface Seen {
  readonly client: ClientRecord;
  readonly startedAt: string;
}

export function encode(record: SessionRecord): Encoded {
  return { record, text: jsonText(record) };
}

/** Returns the certificates of records, each once, with the first of its times. */
export function seenIn(batch: readonly Encoded[]): Seen[] {
  const seen = new Map<string, Seen>();
  for (const { record } of batch) {
    const { client, startedAt } = record;
    if (client === null) continue;
    const before = seen.get(client.fingerprint256);
    if (before === undefined || startedAt < before.startedAt)
      seen.set(client.fingerprint256, { client, startedAt });
  }
  return [...seen.values()];
}

/** Returns a list for each column, for `unnest`. */
export function listsOf<From>(
  columns: Readonly<Record<string, Column<From>>>,
  rows: readonly From[],
): Cell[][] {
  return Object.values(columns).map(({ of }) => rows.map(of));
}

function storableOrNull(text: string | null): string | null {
  return text === null ? null : storable(text);
}
