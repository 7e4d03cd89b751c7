import type { ParticipantsMessage, StatusMessage } from '../../../status/messages.js';
import type { StatusChanges } from '../../../status/snapshot.js';

/** The most rows of one message. Its text is all that a reader holds of a batch besides the rows. */
export const MAX_ROWS = 500;

/**
 * Yields the messages of one batch as texts of server-sent events: participants, then activities, then the status, which has the id of the
 * batch. A reader that got only a part of it asks for the whole batch again.
 */
export function* batchTexts(changes: StatusChanges, status: StatusMessage): Generator<string, void> {
  const { reset, participants, removed, activities } = changes;
  if (reset || participants.length > 0 || removed.length > 0) {
    for (let from = 0; from === 0 || from < participants.length; from += MAX_ROWS) {
      const message: ParticipantsMessage = {
        reset: reset && from === 0,
        participants: participants.slice(from, from + MAX_ROWS),
        removed: from === 0 ? removed : [],
      };
      yield eventText('participants', message);
    }
  }
  if (activities.length > 0) yield eventText('activities', activities);
  yield eventText('status', status, `${status.run}.${changes.revision}`);
}

/** JSON has no line ends, so the data is one line. */
function eventText(event: string, data: unknown, id?: string): string {
  return `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
}

/**
 * Returns the revision that a reader has seen, from its `Last-Event-ID`; -1 if it has seen nothing of this run: then it gets everything.
 */
export function seenRevision(lastEventId: string | undefined, run: string): number {
  const [, of, digits = ''] = /^([\w-]{1,64})\.([0-9]{1,15})$/.exec(lastEventId ?? '') ?? [];
  return of === run ? Number(digits) : -1;
}
