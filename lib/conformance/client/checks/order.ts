import type { ClientCheck } from '../client-check.js';
import { lineOf, playUpTo, stops, type Command, type Turn } from '../progress.js';

const IS_LAX = 'It answers each command by itself, and does not keep count of which may come.';

/** For each turn, the commands that do not belong there; with the end of an id, and words for the turn. */
const WRONG: readonly {
  readonly turn: Exclude<Turn, 'nothing'>;
  readonly ending: string;
  readonly where: string;
  readonly commands: readonly Command[];
}[] = [
  { turn: 'hello', ending: 'first', where: 'before HELLO', commands: ['WORK', 'request', 'DONE'] },
  { turn: 'work', ending: 'for_work', where: 'where WORK belongs', commands: ['HELLO', 'request', 'DONE'] },
  { turn: 'request', ending: 'after_work', where: 'after WORK', commands: ['HELLO', 'WORK'] },
  { turn: 'done', ending: 'for_done', where: 'after the requests', commands: ['HELLO', 'WORK'] },
];

const COMMANDS: readonly Command[] = ['HELLO', 'WORK', 'request', 'DONE'];

/** Commands in the wrong place: the client must stop with a failure, and answer nothing. */
export const ORDER_CHECKS: readonly ClientCheck[] = [
  ...WRONG.flatMap(({ turn, ending, where, commands }) =>
    commands.map((command): ClientCheck => ({
      id: `order.${idOf(command, ending)}`,
      level: 'must',
      section: 'order',
      rule: `${named(command)} ${where}: stop, and answer nothing.`,
      play: async (stage) => {
        const meeting = await stage.meet();
        await playUpTo(turn, meeting.peer, stage.random);
        await meeting.peer.say(lineOf(command, stage.random));
        await stops(stage, meeting, command === 'request' ? 'request' : turn, { answers: IS_LAX });
      },
    })),
  ),
  ...COMMANDS.map((command): ClientCheck => ({
    id: `order.${idOf(command, 'after_ok')}`,
    level: 'must',
    section: 'order',
    rule: `${named(command)} after OK: the session is over, with success; answer nothing more.`,
    play: async (stage) => {
      const meeting = await stage.meet();
      await playUpTo('nothing', meeting.peer, stage.random);
      await meeting.peer.say(lineOf(command, stage.random));
      await stage.succeeds(meeting);
    },
  })),
];

function idOf(command: Command, ending: string): string {
  if (command === 'WORK' && ending === 'after_work') return 'work_twice';
  return `${command.toLowerCase()}_${ending}`;
}

function named(command: Command): string {
  return command === 'request' ? 'A request' : command;
}
