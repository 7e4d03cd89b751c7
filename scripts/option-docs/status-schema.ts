import { ERROR_CODES } from '../../lib/protocol/errors.js';
import { REASONS, REFUSALS } from '../../lib/protocol/reasons.js';
import type { Activity, Participant, RefusalEntry, SessionEntry } from '../../lib/status/entries.js';
import type { SpoolStatus } from '../../lib/records/spool/spool-status.js';
import { OPEN_STATES } from '../../lib/status/entries.js';
import type {
  ParticipantsMessage,
  ParticipantsPage,
  Readiness,
  StatusMessage,
  Story,
} from '../../lib/status/messages.js';
import type {
  NBitsRangeStatus,
  ParticipantCounts,
  RecordsStatus,
  Series,
  ServerStatus,
  StatusCounts,
  UpAndDown,
  WorkHistogram,
} from '../../lib/status/snapshot.js';
import type { JsonSchema } from './json-schema.js';

const OUTCOMES = ['done', 'failed', 'timeout', 'disconnected', 'stopped'];
const FAILURES = [...Object.values(ERROR_CODES).flat(), 'torn_down'];

const text = { type: 'string' };
const time = { type: 'number', description: 'Milliseconds since the epoch.' };
const seconds = { type: 'number', minimum: 0, description: 'Seconds.' };
const count = { type: 'integer', minimum: 0 };
const flag = { type: 'boolean' };

/** Returns the schema of what the status server answers as JSON. Every field of the types is in it: the compiler sees to that. */
export function statusSchema(): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'The status of tlslp-server: /api/status',
    description: 'The other answers are in definitions. docs/status.md explains them.',
    $ref: '#/definitions/status',
    definitions: DEFINITIONS,
  };
}

const server = objectOf<ServerStatus>({
  version: text,
  startedAt: time,
  state: { enum: ['starting', 'ready', 'draining', 'stopped'] },
  addresses: listOf(text),
  certificateEnd: orNull(time),
  stress: { enum: ['sessions', 'lag', null] },
  nBits: count,
  nBitsRange: orNull(objectOf<NBitsRangeStatus>({ min: count, max: count, target: count })),
  requests: count,
  maxSessions: count,
  workTimeout: seconds,
});

const work = objectOf<WorkHistogram>({
  bounds: listOf(seconds),
  counts: listOf(count),
  count,
  sum: seconds,
  expectedHashes: { type: 'number', minimum: 0 },
});

const participantCounts = objectOf<ParticipantCounts>({
  known: count,
  done: count,
  failed: count,
  working: count,
  answering: count,
  forgotten: count,
  forgottenDone: count,
});

const upAndDown = objectOf<UpAndDown>({ up: count, down: count });

const counts = objectOf<StatusCounts>({
  connections: count,
  sessions: count,
  open: countsBy(OPEN_STATES, 'all'),
  ended: countsBy(OUTCOMES, 'all'),
  confirmed: count,
  failures: countsBy(FAILURES, 'some'),
  failedSteps: { type: 'object', additionalProperties: count },
  refusals: countsBy(REFUSALS, 'some'),
  work,
  workSent: { type: 'object', additionalProperties: count },
  difficultyChanges: objectOf<StatusCounts['difficultyChanges']>({
    load: upAndDown,
    configured: upAndDown,
    group: upAndDown,
  }),
  participants: participantCounts,
});

const records = objectOf<RecordsStatus>({
  waiting: count,
  committed: count,
  lost: count,
  lastError: orNull(objectOf<{ at: number; message: string }>({ at: time, message: text })),
  failing: flag,
  freeBytes: orNull(count),
  short: flag,
  spool: orNull(
    objectOf<SpoolStatus>({ waiting: count, since: orNull(time), shipped: count, refused: count }),
  ),
});

const series = objectOf<Series>({
  from: time,
  width: count,
  began: listOf(count),
  done: listOf(count),
  failed: listOf(count),
  refused: listOf(count),
});

const failure = objectOf<NonNullable<SessionEntry['error']>>({
  code: { enum: FAILURES },
  message: text,
  advice: orNull(text),
});

const participant = objectOf<Participant>({
  id: text,
  name: orNull(text),
  serialNumber: orNull(text),
  address: orNull(text),
  state: { enum: [...OPEN_STATES.filter((state) => state !== 'closing'), 'done', 'failed'] },
  step: orNull(text),
  since: time,
  answered: count,
  requests: orNull(count),
  open: count,
  tries: count,
  doneAt: orNull(time),
  confirmed: flag,
  lastOutcome: { enum: [...OUTCOMES, null] },
  lastError: orNull(failure),
  firstSeen: time,
  lastSeen: time,
});

const session = objectOf<SessionEntry>({
  kind: { const: 'session' },
  id: text,
  participant: text,
  name: orNull(text),
  remote: orNull(text),
  startedAt: time,
  endedAt: orNull(time),
  state: { enum: [...OPEN_STATES, 'ended'] },
  step: text,
  answered: count,
  requests: orNull(count),
  outcome: { enum: [...OUTCOMES, null] },
  confirmed: orNull(flag),
  error: orNull(failure),
  durations: orNull(
    objectOf<NonNullable<SessionEntry['durations']>>({
      hello: orNull(seconds),
      work: orNull(seconds),
      requests: orNull(seconds),
      done: orNull(seconds),
    }),
  ),
  work: orNull(objectOf<NonNullable<SessionEntry['work']>>({ nBits: count, zeroBits: count, seconds })),
});

const refusal = objectOf<RefusalEntry>({
  kind: { const: 'refusal' },
  at: time,
  remote: orNull(text),
  name: orNull(text),
  serialNumber: orNull(text),
  reason: { enum: REFUSALS },
  message: text,
  advice: orNull(text),
});

const activity = objectOf<Activity>({
  number: count,
  at: time,
  level: { enum: ['info', 'good', 'warning', 'bad'] },
  type: text,
  reason: { enum: [...REASONS, 'torn_down', null] },
  participant: orNull(text),
  name: orNull(text),
  session: orNull(text),
  message: text,
});

const DEFINITIONS = {
  status: objectOf<StatusMessage>({
    revision: count,
    server,
    counts,
    records: orNull(records),
    history: objectOf<StatusMessage['history']>({ hour: series, run: series }),
    now: time,
    run: text,
    readers: objectOf<StatusMessage['readers']>({ open: count, dropped: count }),
  }),
  participant,
  session,
  refusal,
  participantsPage: pageOf(definition('participant')),
  sessionsPage: pageOf({ anyOf: [definition('session'), definition('refusal')] }),
  story: objectOf<Story>({
    participant: definition('participant'),
    sessions: listOf(definition('session')),
    refusals: listOf(definition('refusal')),
  }),
  readiness: objectOf<Readiness>({
    ready: flag,
    degraded: flag,
    reasons: listOf(
      objectOf<Readiness['reasons'][number]>({
        code: {
          enum: ['starting', 'draining', 'stopped', 'no_space', 'records_failing', 'full', 'spooling'],
        },
        message: text,
      }),
    ),
  }),
  participantsEvent: objectOf<ParticipantsMessage>({
    reset: flag,
    participants: listOf(definition('participant')),
    removed: listOf(text),
  }),
  activitiesEvent: listOf(activity),
  error: objectOf<{ error: string }>({ error: text }),
};

function objectOf<T>(properties: Readonly<Record<keyof T, JsonSchema>>): JsonSchema {
  return { type: 'object', additionalProperties: false, required: Object.keys(properties), properties };
}

function listOf(items: JsonSchema): JsonSchema {
  return { type: 'array', items };
}

function orNull(schema: JsonSchema): JsonSchema {
  return { anyOf: [schema, { type: 'null' }] };
}

function countsBy(names: readonly string[], which: 'all' | 'some'): JsonSchema {
  const properties = Object.fromEntries(names.map((name) => [name, count]));
  return {
    type: 'object',
    additionalProperties: false,
    ...(which === 'all' ? { required: names } : {}),
    properties,
  };
}

function pageOf(item: JsonSchema): JsonSchema {
  return objectOf<ParticipantsPage>({ total: count, offset: count, items: listOf(item) });
}

function definition(name: string): JsonSchema {
  return { $ref: `#/definitions/${name}` };
}
