import type { Random } from '../../../engine/random.js';
import type { ClientCheck } from '../../client-check.js';
import { playUpTo, stops, type Turn } from '../../progress.js';

/** A line that breaks a rule, said where a right one belongs. */
export interface BrokenLine {
  /** The name of its check, without the section. */
  readonly name: string;
  /** Where in the session it is said. */
  readonly turn: Exclude<Turn, 'nothing'>;
  /** What is wrong with it, as the beginning of a sentence. */
  readonly wrong: string;
  /** Where docs/protocol.md has the rule. Default: where it has those of commands. */
  readonly anchor?: string;
  /** The likely mistake of a client that answers it, as a sentence. */
  readonly cause: string;
  /** Returns the line. A text gets an LF; bytes are sent as they are. */
  readonly line: (random: Random) => string | Uint8Array;
}

/** Makes the check of a broken line: the client must stop with a failure, and answer nothing. */
export function brokenLineCheck({ name, turn, wrong, anchor, cause, line }: BrokenLine): ClientCheck {
  return {
    id: `lines.${name}`,
    level: 'must',
    section: 'lines',
    ...(anchor === undefined ? {} : { anchor }),
    rule: `${wrong}: stop, and answer nothing.`,
    play: async (stage) => {
      const meeting = await stage.meet();
      await playUpTo(turn, meeting.peer, stage.random);
      const bytes = line(stage.random);
      await meeting.peer.send(typeof bytes === 'string' ? `${bytes}\n` : bytes);
      await stops(stage, meeting, turn, { answers: cause });
    },
  };
}
