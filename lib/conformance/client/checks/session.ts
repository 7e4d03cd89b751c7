import { askAll, USUAL_NAMES } from '../questions.js';
import type { ClientCheck } from '../client-check.js';

/** Whole sessions, in which the server does all right. */
export const SESSION_CHECKS: readonly ClientCheck[] = [
  {
    id: 'session.plain',
    level: 'must',
    section: 'session',
    rule: 'A whole session ends with OK, and with exit code 0.',
    play: async (stage) => {
      const meeting = await stage.meet();
      await askAll(meeting.peer, stage.random);
      await stage.succeeds(meeting);
    },
  },
  {
    id: 'session.no_requests',
    level: 'must',
    section: 'session',
    rule: 'A server may ask nothing: DONE can follow WORK.',
    play: async (stage) => {
      const meeting = await stage.meet();
      await askAll(meeting.peer, stage.random, { names: [] });
      await stage.succeeds(meeting);
    },
  },
  {
    id: 'session.many_requests',
    level: 'must',
    section: 'session',
    rule: 'A server may ask a thousand times, and for a name again and again.',
    timeFactor: 2,
    play: async (stage) => {
      const meeting = await stage.meet();
      const names = Array.from({ length: 1000 }, () => stage.random.pick(USUAL_NAMES));
      await askAll(meeting.peer, stage.random, { names });
      await stage.succeeds(meeting);
    },
  },
];
