import type { ClientCheck } from '../../client-check.js';
import { lineOf, playUpTo, stops, type Command, type Turn } from '../../progress.js';

/** A line that is no command, and the right one behind it: who skips the first answers the second. */
function skipped(name: string, turn: Turn, next: Command): ClientCheck {
  return {
    id: `lines.${name}`,
    level: 'must',
    section: 'lines',
    rule: `A line that is no command, and ${next === 'request' ? 'a request' : next} behind it: stop, and answer neither.`,
    play: async (stage) => {
      const meeting = await stage.meet();
      await playUpTo(turn, meeting.peer, stage.random);
      await meeting.peer.say('# no command');
      await meeting.peer.say(lineOf(next, stage.random));
      await stops(stage, meeting, turn, { answers: 'It skips lines that it does not know.' });
    },
  };
}

/** Several lines, of which the first is wrong, or comes too early. */
export const SEVERAL_LINES: readonly ClientCheck[] = [
  skipped('skipped_before_hello', 'hello', 'HELLO'),
  skipped('skipped_before_work', 'work', 'WORK'),
  skipped('skipped_before_request', 'request', 'request'),
  skipped('skipped_before_done', 'done', 'DONE'),
  {
    id: 'lines.two_at_once',
    level: 'should',
    section: 'lines',
    rule: 'A command that comes before the last one is answered breaks the turns: stop, and answer nothing.',
    play: async (stage) => {
      const meeting = await stage.meet();
      await meeting.peer.send(`HELLO\n${lineOf('WORK', stage.random)}\n`);
      await stops(stage, meeting, 'hello', {
        answers: 'It does not look at what has come when it answers.',
      });
    },
  },
];
