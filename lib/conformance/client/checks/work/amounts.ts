import { broken } from '../../../engine/finding.js';
import { showBytes } from '../../../engine/show-bytes.js';
import type { ClientCheck } from '../../client-check.js';
import { staysQuiet } from '../../patience.js';
import { askHello } from '../../questions.js';
import { solves } from '../../rounds.js';
import type { ClientStage } from '../../stage.js';

const SOLVING_SECONDS = 5;
/** Some programs need a second to start, and another for 500 hashes. */
const MANY_STARTS = 3;

/** How much work is asked for, and of what length the token is. */
export const AMOUNTS: readonly ClientCheck[] = [
  {
    id: 'work.zero_bits',
    level: 'must',
    section: 'work',
    rule: 'n_bits can be 0: then any suffix will do.',
    play: (stage) => solves(stage, [{ token: stage.random.token(), nBits: 0 }]),
  },
  amounts('one_to_four', 'n_bits can be less than a hex digit has bits.', [1, 2, 3, 4]),
  amounts('odd_bits', 'n_bits is any number of bits: also one that is no multiple of 4.', [5, 7, 9]),
  amounts('whole_byte', 'n_bits can be a multiple of 8.', [8, 8]),
  {
    ...amounts('twelve_bits', 'n_bits can be more than a byte has bits.', [12]),
    // 4096 hashes on average, and ten times as many now and then.
    timeFactor: 4,
  },
  {
    id: 'work.token_lengths',
    level: 'must',
    section: 'work',
    rule: 'The work is right at every length of the token.',
    timeFactor: MANY_STARTS,
    // Of token and suffix together, SHA-256 makes another block at 56, 64, 120 and 128 bytes.
    play: (stage) =>
      solves(
        stage,
        [1, 54, 55, 56, 63, 64, 119, 120, 128].map((chars) => ({
          token: stage.random.token(chars),
          nBits: 6,
        })),
      ),
  },
  {
    id: 'work.unsolvable',
    level: 'must',
    section: 'work',
    rule: 'n_bits can be 64: the client goes on until it is told to stop, or the server leaves.',
    patient: true,
    minSeconds: 60,
    play: async (stage) => {
      const meeting = await stage.meet();
      const { peer, program } = meeting;
      await askHello(peer);
      await peer.say(`WORK ${stage.random.token()} 64`);
      const seconds = await staysQuiet(stage, peer, SOLVING_SECONDS);
      if (peer.isOver)
        throw broken('that the client goes on solving', `it left after ${seconds.toFixed(1)} s`);
      peer.end();
      await stage.endsWithFailure(program);
      await stage.before(peer.closed, 'that the connection is closed');
      if (peer.unread.length > 0) throw broken('no answer', showBytes(peer.unread));
    },
  },
];

function amounts(name: string, rule: string, all: readonly number[]): ClientCheck {
  return {
    id: `work.${name}`,
    level: 'must',
    section: 'work',
    rule,
    timeFactor: MANY_STARTS,
    play: (stage: ClientStage) =>
      solves(
        stage,
        all.map((nBits) => ({ token: stage.random.token(), nBits })),
      ),
  };
}
