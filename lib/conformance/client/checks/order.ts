import type { ClientCheck } from '../client-check.js';
import { askHello, askUpToDone, askWork } from '../questions.js';

/** Commands in the wrong place: the client must stop with a failure, and answer nothing. */
export const ORDER_CHECKS: readonly ClientCheck[] = [
  {
    id: 'order.work_first',
    level: 'must',
    section: 'order',
    rule: 'WORK before HELLO: stop, and answer nothing.',
    play: async (stage) => {
      const meeting = await stage.meet();
      await meeting.peer.say(`WORK ${stage.random.token()} 4`);
      await stage.fails(meeting);
    },
  },
  {
    id: 'order.work_twice',
    level: 'must',
    section: 'order',
    rule: 'WORK after WORK: stop, and answer nothing.',
    play: async (stage) => {
      const meeting = await stage.meet();
      await askHello(meeting.peer);
      await askWork(meeting.peer, stage.random.token());
      await meeting.peer.say(`WORK ${stage.random.token()} 4`);
      await stage.fails(meeting);
    },
  },
  {
    id: 'order.hello_for_done',
    level: 'must',
    section: 'order',
    rule: 'HELLO after the requests: stop, and answer nothing.',
    play: async (stage) => {
      const meeting = await stage.meet();
      await askUpToDone(meeting.peer, stage.random);
      await meeting.peer.say('HELLO');
      await stage.fails(meeting);
    },
  },
];
