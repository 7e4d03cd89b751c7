import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { SessionRecord } from '../../../lib/records/record.js';
import { makeDirectory } from '../../records/helpers.js';
import { at, client, failure, lineOf, sample } from '../../records/reading/samples.js';

/** A SHA-256 fingerprint that begins with these two digits. */
export const fingerprint = (digits: string): string => Array.from({ length: 32 }, () => digits).join(':');

export const ADA = client('Ada Lovelace', fingerprint('AD'), 'ada@example.org');
export const MAX = client('Max', fingerprint('01'));
export const OTHER_MAX = client('Max', fingerprint('02'));
export const EVIL = client('=Ev\u001b[2J\u202eil"', fingerprint('EE'));
const SECRET = 'secret answer';

/** The records of a small class. Ada failed, was done, and was done again with another answer. */
export const CLASS: readonly SessionRecord[] = [
  failure({ id: 'ada 1', client: ADA, startedAt: at(0), endedAt: at(12), suppressed: 2 }),
  sample({
    id: 'ada 2',
    client: ADA,
    startedAt: at(60),
    endedAt: at(95),
    answers: { FULL_NAME: SECRET, COUNTRY: 'UK' },
  }),
  sample({
    id: 'max 1',
    client: MAX,
    startedAt: at(70),
    endedAt: at(100),
    confirmed: false,
    error: { code: 'disconnected', message: 'The peer left.' },
    answers: { FULL_NAME: `${SECRET} "of" Max,\nline 2`, EMAIL1: '=1+1', PHONE: '+49 170' },
  }),
  failure({
    id: 'max 2',
    client: OTHER_MAX,
    startedAt: at(80),
    endedAt: at(1880),
    outcome: 'timeout',
    error: { code: 'timed_out', message: 'WORK timed out: no answer within 1800 s.' },
  }),
  failure({
    id: 'evil 1',
    client: EVIL,
    step: 'EMAIL1',
    outcome: 'disconnected',
    error: { code: 'disconnected', message: 'The peer left.' },
    answers: { FULL_NAME: SECRET },
    startedAt: at(85),
    endedAt: at(90),
  }),
  failure({
    id: 'bare 1',
    client: null,
    outcome: 'stopped',
    step: 'HELLO',
    error: null,
    startedAt: at(86),
    endedAt: at(87),
  }),
  sample({
    id: 'ada 3',
    client: ADA,
    startedAt: at(200),
    endedAt: at(260),
    answers: { FULL_NAME: SECRET, COUNTRY: 'France' },
    superseded: { COUNTRY: ['Spain'] },
  }),
];

/** The file of the class, as a server leaves it: each `done` has a line before DONE. Its end is torn. */
export function classText(): string {
  const lines = CLASS.flatMap((record) =>
    record.outcome === 'done' ? [{ ...record, confirmed: null, error: null }, record] : [record],
  );
  return `${lines.map(lineOf).join('')}{"id":"torn`;
}

/** Writes a file of records, and returns its path. */
export async function recordsFile(t: ExecutionContext, text: string = classText()): Promise<string> {
  const path = join(await makeDirectory(t), 'records.ndjson');
  await writeFile(path, text);
  return path;
}
