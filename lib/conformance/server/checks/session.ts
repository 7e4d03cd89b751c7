import { broken } from '../../engine/finding.js';
import { show } from '../client-peer.js';
import { RECEIVING } from '../failures.js';
import type { ServerCheck } from '../server-check.js';
import { finish, toDone, wholeSession } from '../steps.js';

/** Whole sessions, in which the client does all right. */
export const SESSION_CHECKS: readonly ServerCheck[] = [
  {
    id: 'session.plain',
    level: 'must',
    section: 'session',
    rule: 'A client that does all right gets to DONE, and the server closes after its OK.',
    timeFactor: 4,
    play: async (stage) => {
      await wholeSession(stage);
    },
  },
  {
    id: 'session.again',
    level: 'must',
    section: 'session',
    rule: 'The same client can come again, one session after the other.',
    timeFactor: 4,
    play: async (stage) => {
      for (let n = 0; n < 3; n++) await wholeSession(stage);
    },
  },
  {
    id: 'session.close_notify',
    level: 'should',
    section: 'session',
    rule: 'After OK the server closes in order: close_notify comes before the end of TCP.',
    timeFactor: 2,
    play: async (stage) => {
      const at = await toDone(stage);
      await finish(at);
      if (at.peer.client.closeNotify !== true) throw broken('close_notify', at.peer.end);
    },
  },
  {
    id: 'session.wrong_ok',
    level: 'must',
    section: 'session',
    rule: 'A wrong answer to DONE is told: FAIL receiving., and what was wrong.',
    timeFactor: 2,
    play: async (stage) => {
      const { peer } = await toDone(stage);
      await peer.say('ok');
      const line = await peer.line('"FAIL receiving. " and what was wrong');
      if (!RECEIVING.test(line)) throw broken('"FAIL receiving. " and what was wrong', show(line));
      await peer.closes();
    },
  },
  {
    id: 'session.after_ok',
    level: 'should',
    section: 'session',
    rule: 'A second line with the OK was not asked for, and is told: FAIL receiving.',
    timeFactor: 2,
    play: async (stage) => {
      const { peer } = await toDone(stage);
      await peer.send('OK\nOK\n');
      const line = await peer.line('"FAIL receiving. " and what was wrong');
      if (!RECEIVING.test(line)) throw broken('"FAIL receiving. " and what was wrong', show(line));
      await peer.closes();
    },
  },
  {
    id: 'session.left_at_done',
    level: 'must',
    section: 'session',
    rule: 'A client that leaves at DONE, without its OK, hurts nobody: the next one is served.',
    timeFactor: 2,
    play: async (stage) => {
      const { peer } = await toDone(stage);
      peer.reset();
      await wholeSession(stage);
    },
  },
];
