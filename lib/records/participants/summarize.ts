import type { IdentityKind } from '../../session/identity.js';
import type { RecordSource } from '../reading/record-source.js';
import type { SessionRecord } from '../record.js';
import { emailsOf, nameOf, participantOf, type ParticipantSummary } from './participant.js';

/** Options of {@link summarizeParticipants}. */
export interface SummarizeOptions {
  /** What tells participants apart: the fingerprint of the certificate, or its common name. Default `fingerprint`. */
  readonly identity?: IdentityKind;
  /** Whether to compare the answers of each participant's sessions. Then the answers of one of them stay in memory. Default false. */
  readonly compare?: boolean;
}

/**
 * Returns a summary of each participant, in the order of their first records.
 * @throws the errors of the source
 */
export async function summarizeParticipants(
  source: RecordSource,
  options: SummarizeOptions = {},
): Promise<ParticipantSummary[]> {
  const fold = new ParticipantFold(options);
  for await (const records of source.lastRecords()) for (const record of records) fold.add(record);
  return fold.summaries();
}

type Draft = {
  -readonly [Field in keyof ParticipantSummary]: ParticipantSummary[Field] extends readonly string[]
    ? string[]
    : ParticipantSummary[Field];
} & { answers: Readonly<Record<string, string>> | null };

/** Makes summaries of participants from the last records of sessions. Its memory grows with the participants, not with the sessions. */
export class ParticipantFold {
  readonly #kind: IdentityKind;
  readonly #compare: boolean;
  readonly #drafts = new Map<string, Draft>();

  constructor({ identity = 'fingerprint', compare = false }: SummarizeOptions = {}) {
    this.#kind = identity;
    this.#compare = compare;
  }

  /** Adds the last record of a session. Each session has to be added once. */
  add(record: SessionRecord): void {
    const identity = participantOf(record, this.#kind);
    let draft = this.#drafts.get(identity);
    if (draft === undefined) {
      draft = newDraft(identity, record);
      this.#drafts.set(identity, draft);
    }
    draft.tries += 1 + (record.suppressed ?? 0);
    if (record.startedAt < draft.firstAt) draft.firstAt = record.startedAt;
    if (record.endedAt >= draft.lastAt) this.#addLast(draft, record);
    this.#addCertificate(draft, record);
    if (record.outcome === 'done') this.#addDone(draft, record);
  }

  summaries(): ParticipantSummary[] {
    return Array.from(this.#drafts.values(), ({ answers: _, ...summary }) => summary);
  }

  #addLast(draft: Draft, { endedAt, outcome, step, error, client }: SessionRecord): void {
    draft.lastAt = endedAt;
    draft.lastStep = step;
    draft.lastError = error?.code ?? null;
    draft.name = nameOf(client);
    if (draft.done === 0) draft.state = outcome;
  }

  #addCertificate({ fingerprints, emails }: Draft, { client }: SessionRecord): void {
    if (client === null || fingerprints.at(-1) === client.fingerprint256) return;
    moveToEnd(fingerprints, client.fingerprint256);
    for (const email of emailsOf(client)) if (!emails.includes(email)) emails.push(email);
  }

  #addDone(draft: Draft, { endedAt, confirmed, answers }: SessionRecord): void {
    draft.state = 'done';
    draft.done += 1;
    if (draft.firstDoneAt === null || endedAt < draft.firstDoneAt) draft.firstDoneAt = endedAt;
    if (draft.lastDoneAt === null || endedAt >= draft.lastDoneAt) {
      draft.lastDoneAt = endedAt;
      draft.confirmed = confirmed;
    }
    if (!this.#compare) return;
    // What differs between any two tries differs from the first in one of them.
    if (draft.answers === null) draft.answers = answers;
    else addChanged(draft.changed, draft.answers, answers);
  }
}

function addChanged(
  changed: string[],
  first: Readonly<Record<string, string>>,
  other: Readonly<Record<string, string>>,
): void {
  for (const name in first) if (first[name] !== other[name]) addOnce(changed, name);
  for (const name in other) if (!Object.hasOwn(first, name)) addOnce(changed, name);
}

function addOnce(list: string[], item: string): void {
  if (!list.includes(item)) list.push(item);
}

function newDraft(identity: string, { startedAt, client, outcome, step }: SessionRecord): Draft {
  return {
    identity,
    name: nameOf(client),
    fingerprints: [],
    emails: [],
    state: outcome,
    tries: 0,
    done: 0,
    firstAt: startedAt,
    lastAt: '',
    firstDoneAt: null,
    lastDoneAt: null,
    confirmed: null,
    lastStep: step,
    lastError: null,
    changed: [],
    answers: null,
  };
}

function moveToEnd(list: string[], item: string): void {
  const index = list.indexOf(item);
  if (index !== -1) list.splice(index, 1);
  list.push(item);
}
