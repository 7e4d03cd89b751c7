import type { Outcome } from '../../protocol/failures.js';
import type { SessionRecord } from '../record.js';

const OUTCOMES: ReadonlySet<unknown> = new Set<Outcome>([
  'done',
  'failed',
  'timeout',
  'disconnected',
  'stopped',
]);

/** As the server writes times: they are also in order as texts. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d\d\dZ$/;

/**
 * Parses a line of a records file.
 * @returns null for what is no record, such as a torn line. Fields that this version does not know stay in the record
 */
export function parseRecord(line: string): SessionRecord | null {
  try {
    return toRecord(JSON.parse(line));
  } catch {
    return null;
  }
}

/** Returns a parsed line as a record; null if it is none. A record that does not say whether OK came does not know it. */
export function toRecord(value: unknown): SessionRecord | null {
  if (!isRecord(value)) return null;
  return (value.confirmed as boolean | null | undefined) === undefined
    ? { ...value, confirmed: null }
    : value;
}

/** Checks each field that readers use. The code of an error may be one of a later version. */
function isRecord(value: unknown): value is SessionRecord {
  if (!isObject(value)) return false;
  const {
    id,
    startedAt,
    endedAt,
    outcome,
    confirmed = null,
    step,
    error,
    answers,
    suppressed,
    unsolvedBits,
  } = value;
  return (
    typeof id === 'string' &&
    isTime(startedAt) &&
    isTime(endedAt) &&
    OUTCOMES.has(outcome) &&
    (confirmed === null || typeof confirmed === 'boolean') &&
    typeof step === 'string' &&
    (error === null || isError(error)) &&
    isObject(answers) &&
    hasTexts(answers) &&
    (unsolvedBits === undefined || typeof unsolvedBits === 'number') &&
    (suppressed === undefined || isCount(suppressed)) &&
    hasPeer(value)
  );
}

function hasPeer({
  client,
  remote = null,
  proxy,
  work,
  superseded,
}: Readonly<Record<string, unknown>>): boolean {
  return (
    (client === null || isClient(client)) &&
    (remote === null || isRemote(remote)) &&
    (proxy === undefined || isProxy(proxy)) &&
    (work === null || isWork(work)) &&
    (superseded === undefined || (isObject(superseded) && Object.values(superseded).every(isTexts)))
  );
}

function isWork(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { seconds, nBits, resumed } = value;
  return (
    typeof seconds === 'number' && typeof nBits === 'number' && (resumed === undefined || resumed === true)
  );
}

function isRemote(value: unknown): boolean {
  return isObject(value) && typeof value['address'] === 'string';
}

function isProxy(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { remote, alpn = '', authority = '', uniqueId = '' } = value;
  return (
    (remote === null || isRemote(remote)) &&
    typeof alpn === 'string' &&
    typeof authority === 'string' &&
    typeof uniqueId === 'string'
  );
}

function isClient(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { subject, issuer, fingerprint256, serialNumber, subjectAltNames } = value;
  return (
    typeof fingerprint256 === 'string' &&
    typeof serialNumber === 'string' &&
    isName(subject) &&
    isName(issuer) &&
    (subjectAltNames === undefined || isTexts(subjectAltNames))
  );
}

function isName(value: unknown): boolean {
  if (!isObject(value)) return false;
  for (const field in value) {
    const part = value[field];
    if (typeof part !== 'string' && !isTexts(part)) return false;
  }
  return true;
}

function isError(value: unknown): boolean {
  return isObject(value) && typeof value['code'] === 'string' && typeof value['message'] === 'string';
}

function hasTexts(value: Readonly<Record<string, unknown>>): boolean {
  for (const name in value) if (typeof value[name] !== 'string') return false;
  return true;
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && TIME.test(value);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
