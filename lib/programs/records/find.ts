import { distance } from 'fastest-levenshtein';
import { invalidOption } from '../../config/rules.js';
import type { IdentityKind } from '../../session/identity.js';
import { participantOf, type ParticipantSummary } from '../../records/participants/participant.js';
import { summarizeParticipants } from '../../records/participants/summarize.js';
import type { RecordSource } from '../../records/reading/record-source.js';
import type { SessionRecord } from '../../records/record.js';
import { labelOf, quoted } from './texts.js';

const MIN_FINGERPRINT_DIGITS = 8;
const MAX_SUGGESTIONS = 3;
const MAX_NAMED = 5;
/** So many digits tell two fingerprints apart, and fit into a line. */
const SHORT_FINGERPRINT_CHARS = 23;

/** One participant, and the last record of each of his sessions, in the order in which they began. */
export interface Found {
  readonly summary: ParticipantSummary;
  readonly records: readonly SessionRecord[];
}

/**
 * Finds the one participant that somebody means, and his records.
 * @throws {ConfigError} `invalid_option`: there is none, or there are several
 */
export async function findParticipant(
  source: RecordSource,
  who: string,
  identity: IdentityKind,
): Promise<Found> {
  const summary = choose(who, await summarizeParticipants(source, { identity, compare: true }));
  const records: SessionRecord[] = [];
  for await (const some of source.lastRecords()) {
    for (const record of some) if (participantOf(record, identity) === summary.identity) records.push(record);
  }
  records.sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
  return { summary, records };
}

/** Returns the participant whom a name, a fingerprint or its first digits, or an e-mail address means. An exact match goes first. */
export function choose(who: string, participants: readonly ParticipantSummary[]): ParticipantSummary {
  for (const matches of matchersOf(who)) {
    const [found, ...others] = participants.filter(matches);
    if (found === undefined) continue;
    if (others.length > 0) throw ambiguous(who, [found, ...others]);
    return found;
  }
  throw unknown(who, participants);
}

type Matcher = (participant: ParticipantSummary) => boolean;

function matchersOf(who: string): Matcher[] {
  const folded = fold(who);
  const digits = who.replaceAll(':', '').toUpperCase();
  const isFingerprint = /^[0-9A-F]+$/.test(digits) && digits.length >= MIN_FINGERPRINT_DIGITS;
  return [
    ({ name }) => name === who,
    ({ fingerprints }) =>
      isFingerprint && fingerprints.some((fingerprint) => fingerprint.replaceAll(':', '').startsWith(digits)),
    ({ name }) => name !== null && fold(name) === folded,
    ({ emails }) => emails.some((email) => fold(email) === folded),
    // As `list` shows him.
    (participant) => labelOf(participant) === who || participant.identity === `address:${who}`,
  ];
}

function ambiguous(who: string, found: readonly ParticipantSummary[]): Error {
  const known = found.map(({ identity, fingerprints }) =>
    (fingerprints.at(-1) ?? identity).slice(0, SHORT_FINGERPRINT_CHARS),
  );
  const more = known.length > MAX_NAMED ? ', …' : '';
  return invalidOption(
    quoted(who),
    '',
    `means ${found.length} participants: give the fingerprint of one (${known.slice(0, MAX_NAMED).join(', ')}${more}), or --identity cn for all of a name`,
  );
}

function unknown(who: string, participants: readonly ParticipantSummary[]): Error {
  const near = nearTo(who, participants).map((participant) => `"${labelOf(participant)}"`);
  const hint = near.length === 0 ? '' : ` (did you mean ${near.join(' or ')}?)`;
  return invalidOption(quoted(who), '', `no participant has this name, fingerprint or e-mail address${hint}`);
}

function nearTo(who: string, participants: readonly ParticipantSummary[]): ParticipantSummary[] {
  const folded = fold(who);
  const maxDistance = Math.max(2, Math.floor(folded.length / 4));
  const seen = new Set<string>();
  return participants
    .flatMap((participant) => {
      const name = fold(participant.name ?? '');
      if (name === '' || seen.has(name)) return [];
      seen.add(name);
      // A first name, or a part of one, is a beginning.
      const far = name.includes(folded)
        ? 0
        : Math.min(...[name, ...name.split(' ')].map((text) => distance(folded, text)));
      return far <= maxDistance ? [{ participant, far }] : [];
    })
    .sort((a, b) => a.far - b.far)
    .slice(0, MAX_SUGGESTIONS)
    .map(({ participant }) => participant);
}

/** Two texts that a reader takes for one are equal when folded. */
export function fold(text: string): string {
  return text.trim().replace(/\s+/g, ' ').normalize('NFKC').toUpperCase().toLowerCase();
}
