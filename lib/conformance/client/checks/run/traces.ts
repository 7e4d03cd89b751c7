import { broken, skipped } from '../../../engine/finding.js';
import { showBytes } from '../../../engine/show-bytes.js';
import type { Running } from '../../../launch/launcher.js';
import type { ClientCheck } from '../../client-check.js';
import { askDone, askFor, askHello, askUpToDone, askWork, USUAL_NAMES } from '../../questions.js';
import type { ClientStage } from '../../stage.js';

/** Enough for a log of every line. */
const MAX_OUTPUT_BYTES = 256 * 1024;
const REQUESTS = 200;
/** Shorter values come in any text. */
const MIN_VALUE_BYTES = 6;

/** What the program leaves behind. */
export const RUN_TRACES: readonly ClientCheck[] = [
  {
    id: 'run.key_not_shown',
    level: 'must',
    section: 'run',
    anchor: 'output',
    rule: 'The private key is in no output, whether the session succeeds or fails.',
    play: async (stage) => {
      const { program: successful } = await oneSession(stage, USUAL_NAMES);
      const failing = await stage.meet();
      await askUpToDone(failing.peer, stage.random);
      await failing.peer.say('FAIL Not today.');
      // How it ends, others judge.
      await stage.before(failing.program.exited, 'that the client ends after FAIL');
      const secrets = keyLines(stage.pki.client.keyPem);
      for (const { stdout, stderr } of [successful, failing.program]) {
        if (secrets.some((line) => stdout().includes(line) || stderr().includes(line)))
          throw broken('an output without the private key', 'a line of it');
      }
    },
  },
  {
    id: 'run.values_not_shown',
    level: 'info',
    section: 'run',
    anchor: 'output',
    rule: 'The values that it sends are in no output.',
    play: async (stage) => {
      const { program, values } = await oneSession(stage, USUAL_NAMES);
      const output = outputOf(program);
      const shown = values.find((value) => value.length >= MIN_VALUE_BYTES && output.includes(value));
      if (shown !== undefined) throw broken('an output without the values', showBytes(shown));
    },
  },
  {
    id: 'run.short_output',
    level: 'info',
    section: 'run',
    anchor: 'output',
    rule: `A session of ${REQUESTS} requests needs no more than ${MAX_OUTPUT_BYTES / 1024} KiB of output.`,
    play: async (stage) => {
      const names = Array.from({ length: REQUESTS }, () => stage.random.pick(USUAL_NAMES));
      const { length } = outputOf((await oneSession(stage, names)).program);
      if (length > MAX_OUTPUT_BYTES)
        throw broken(`at most ${MAX_OUTPUT_BYTES} bytes`, `${length} bytes or more`);
    },
  },
  {
    id: 'run.nothing_left_running',
    level: 'info',
    section: 'run',
    anchor: 'output',
    rule: 'When the program ends, nothing that it has started is left running.',
    play: async (stage) => {
      const { program } = await oneSession(stage, USUAL_NAMES);
      const { left } = await program.exited;
      if (left === undefined) throw skipped('this system does not tell which processes belong to a group');
      if (left.length > 0) throw broken('that nothing is left running', left.join(', '));
    },
  },
];

/** Plays a whole session, and tells what was sent in it. */
async function oneSession(
  stage: ClientStage,
  names: readonly string[],
): Promise<{ readonly program: Running; readonly values: readonly Buffer[] }> {
  const meeting = await stage.meet();
  const { peer, program } = meeting;
  const token = stage.random.token();
  await askHello(peer);
  await askWork(peer, token);
  const values: Buffer[] = [];
  for (const name of names) values.push(await askFor(peer, token, name, stage.random.token(8)));
  await askDone(peer);
  await stage.succeeds(meeting);
  return { program, values };
}

function outputOf({ stdout, stderr }: Running): Buffer {
  return Buffer.concat([stdout(), stderr()]);
}

/** The lines of a PEM text between its borders, but for the last one, which may be short. */
function keyLines(pem: string): readonly string[] {
  return pem
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('-----'))
    .slice(0, -1);
}
