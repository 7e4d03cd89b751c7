import { MAX_ACTIVITIES, MAX_PARTICIPANTS } from '../../../status/snapshot.js';
import { boolean, counts, key, list, nullable, number, object, text } from './decode.js';

// The part of lib/status/messages.ts that is shown. A word of a newer server, such as a state, is shown as it is.

const WORD_CHARS = 60;
const NAME_CHARS = 200;
const MESSAGE_CHARS = 1000;
const MAX_SESSIONS = 20_000;

const word = text(WORD_CHARS);

const failure = object({
  code: word,
  message: text(MESSAGE_CHARS),
  advice: nullable(text(MESSAGE_CHARS)),
});

export const participant = object({
  id: key,
  name: nullable(text(NAME_CHARS)),
  serialNumber: nullable(text(NAME_CHARS)),
  address: nullable(text(NAME_CHARS)),
  state: word,
  step: nullable(text(NAME_CHARS)),
  since: number,
  answered: number,
  requests: nullable(number),
  open: number,
  tries: number,
  doneAt: nullable(number),
  confirmed: boolean,
  lastOutcome: nullable(word),
  lastError: nullable(failure),
  firstSeen: number,
  lastSeen: number,
});
/** One participant. */
export type Row = ReturnType<typeof participant>;

export const participantsMessage = object({
  reset: boolean,
  // A batch that starts from nothing has all rows, in messages of 500.
  participants: list(participant, MAX_PARTICIPANTS),
  removed: list(key, MAX_PARTICIPANTS),
});

export const activitiesMessage = list(
  object({
    number,
    at: number,
    level: word,
    name: nullable(text(NAME_CHARS)),
    message: text(MESSAGE_CHARS),
  }),
  MAX_ACTIVITIES,
);
export type ActivityRow = ReturnType<typeof activitiesMessage>[number];

export const statusMessage = object({
  now: number,
  server: object({
    version: word,
    startedAt: number,
    state: word,
    addresses: list(text(NAME_CHARS), 1000),
    certificateEnd: nullable(number),
    stress: nullable(word),
    nBits: number,
    nBitsRange: nullable(object({ min: number, max: number, target: number })),
    requests: number,
    maxSessions: number,
    workTimeout: number,
  }),
  counts: object({
    connections: number,
    sessions: number,
    open: counts,
    ended: counts,
    confirmed: number,
    failures: counts,
    refusals: counts,
    participants: object({
      known: number,
      done: number,
      failed: number,
      working: number,
      answering: number,
      forgotten: number,
      forgottenDone: number,
    }),
  }),
  records: nullable(
    object({
      waiting: number,
      committed: number,
      lost: number,
      lastError: nullable(object({ at: number, message: text(MESSAGE_CHARS) })),
      failing: boolean,
      freeBytes: nullable(number),
      short: boolean,
      spool: nullable(object({ waiting: number, since: nullable(number), refused: number })),
    }),
  ),
});
export type Status = ReturnType<typeof statusMessage>;

const session = object({
  id: text(NAME_CHARS),
  remote: nullable(text(NAME_CHARS)),
  startedAt: number,
  endedAt: nullable(number),
  state: word,
  step: text(NAME_CHARS),
  answered: number,
  requests: nullable(number),
  outcome: nullable(word),
  confirmed: nullable(boolean),
  error: nullable(failure),
  work: nullable(object({ nBits: number, zeroBits: number, seconds: number })),
});
export type SessionRow = ReturnType<typeof session>;

const refusal = object({
  at: number,
  remote: nullable(text(NAME_CHARS)),
  reason: word,
  message: text(MESSAGE_CHARS),
  advice: nullable(text(MESSAGE_CHARS)),
});

export const storyMessage = object({
  participant,
  sessions: list(session, MAX_SESSIONS),
  refusals: list(refusal, MAX_SESSIONS),
});
export type StoryRows = ReturnType<typeof storyMessage>;
