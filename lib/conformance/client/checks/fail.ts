import { broken } from '../../engine/finding.js';
import { showBytes } from '../../engine/show-bytes.js';
import type { ClientCheck } from '../client-check.js';
import { NOT_READING, withCause } from '../progress.js';
import { askUnsolvable, PLACES } from '../places.js';
import { askAll, askHello, askUpToDone } from '../questions.js';
import type { Meeting } from '../stage.js';
import type { ClientStage } from '../stage.js';

/** The longest reason: a line has 1000 bytes with its LF, and `FAIL` and a space are five of them. */
const LONGEST_REASON = 994;
/** Control characters that a terminal obeys: escape, bell, backspace, shift out. */
const CONTROLS = ['\u001b', '\u0007', '\u0008', '\u000e'] as const;

/** A FAIL as a server says it: the line, and the end of its side behind it. The client must say nothing, and fail. */
async function failsAfter(stage: ClientStage, meeting: Meeting, bytes: string | Buffer): Promise<void> {
  await meeting.peer.send(bytes);
  meeting.peer.end();
  await stage.fails(meeting);
}

const inPlaces: readonly ClientCheck[] = PLACES.map(({ id, phrase, reach }) => ({
  id: `fail.for_${id}`,
  level: 'must',
  section: 'fail',
  rule: `FAIL ${phrase}: stop with a failure, and answer nothing.`,
  play: async (stage) => {
    const meeting = await stage.meet();
    await reach(meeting.peer, stage.random);
    await failsAfter(stage, meeting, 'FAIL Not today.\n');
  },
}));

/** A form of FAIL that comes instead of WORK, where a client is through its first answer. */
function inForm(id: string, rule: string, bytes: string | Buffer): ClientCheck {
  return {
    ...{ id: `fail.${id}`, level: 'must', section: 'fail', rule },
    play: async (stage) => {
      const meeting = await stage.meet();
      await askHello(meeting.peer);
      await failsAfter(stage, meeting, bytes);
    },
  };
}

const forms: readonly ClientCheck[] = [
  inForm('bare', 'FAIL without a reason is a failure like any other.', 'FAIL\n'),
  inForm('empty_reason', 'FAIL and a space, with an empty reason, is a failure like any other.', 'FAIL \n'),
  inForm(
    'longest_reason',
    'A reason has 994 bytes at most: the whole line is read, and it is a failure.',
    `FAIL ${'x'.repeat(LONGEST_REASON)}\n`,
  ),
  inForm(
    'utf8_reason',
    'A reason is UTF-8, with characters of two, three and four bytes.',
    'FAIL Größe ✗ 𝄞 العربية\n',
  ),
  inForm(
    'not_utf8',
    'A reason that is not UTF-8 does not make a FAIL anything else than a failure.',
    notUtf8(),
  ),
  inForm(
    'reason_of_words',
    'A reason can look like a command: DONE behind FAIL is a reason.',
    'FAIL DONE OK HELLO\n',
  ),
  inForm(
    'then_done',
    'FAIL counts, whatever the server says behind it: DONE in the same segment.',
    'FAIL No.\nDONE\n',
  ),
  inForm(
    'then_more',
    'After FAIL, answer nothing: not a WORK in the same segment either.',
    'FAIL No.\nWORK abc 0\nFULL_NAME abc\n',
  ),
  inForm('twice', 'FAIL twice is a failure, and is answered with nothing.', 'FAIL One.\nFAIL Two.\n'),
  inForm('cr', 'FAIL with a CR at its end is a failure too.', 'FAIL\r\n'),
  inForm('cut', 'FAIL without its LF is no line, and its end is a failure all the same.', 'FAIL Not tod'),
];

function notUtf8(): Buffer {
  return Buffer.concat([Buffer.from('FAIL caf'), Buffer.of(0xe9, 0xff), Buffer.from('\n')]);
}

/** FAIL, and what a client must do by itself. */
export const FAIL_CHECKS: readonly ClientCheck[] = [
  ...inPlaces,
  ...forms,
  {
    id: 'fail.stays_open',
    level: 'must',
    section: 'fail',
    rule: 'After FAIL the client leaves by itself, also when the server does not close.',
    play: async (stage) => {
      const meeting = await stage.meet();
      await askHello(meeting.peer);
      await meeting.peer.say('FAIL Not today.');
      await stage.fails(meeting);
    },
  },
  {
    id: 'fail.done_later',
    level: 'must',
    section: 'fail',
    rule: 'FAIL instead of DONE counts, also when DONE comes behind it.',
    play: async (stage) => {
      const meeting = await stage.meet();
      await askUpToDone(meeting.peer, stage.random);
      await failsAfter(stage, meeting, 'FAIL Your answers could not be kept.\nDONE\n');
    },
  },
  {
    id: 'fail.then_reset',
    level: 'must',
    section: 'fail',
    rule: 'FAIL, and a reset behind it, is a failure.',
    play: async (stage) => {
      const meeting = await stage.meet();
      await askUpToDone(meeting.peer, stage.random);
      await meeting.peer.say('FAIL Not today.');
      meeting.peer.reset();
      await stage.fails(meeting);
    },
  },
  {
    id: 'fail.solving',
    level: 'must',
    section: 'fail',
    rule: 'FAIL while the client solves: it stops solving, and ends with a failure.',
    play: async (stage) => {
      const meeting = await stage.meet();
      await askUnsolvable(meeting.peer, stage.random);
      await withCause(NOT_READING, failsAfter(stage, meeting, 'FAIL Your time is over.\n'));
    },
  },
  {
    id: 'fail.solving_stays_open',
    level: 'must',
    section: 'fail',
    rule: 'FAIL while the client solves, and then silence: it stops solving and leaves by itself.',
    play: async (stage) => {
      const meeting = await stage.meet();
      await askUnsolvable(meeting.peer, stage.random);
      await meeting.peer.say('FAIL Your time is over.');
      await withCause(NOT_READING, stage.fails(meeting));
    },
  },
  {
    id: 'fail.after_ok',
    level: 'should',
    section: 'fail',
    rule: 'DONE is what counts: a FAIL after OK takes no success away.',
    play: async (stage) => {
      const meeting = await stage.meet();
      await askAll(meeting.peer, stage.random);
      await meeting.peer.say('FAIL Too late to matter.');
      await stage.succeeds(meeting);
    },
  },
  {
    id: 'fail.reason_shown',
    level: 'should',
    section: 'fail',
    rule: 'The reason of a FAIL is shown to the user.',
    play: async (stage) => {
      const meeting = await stage.meet();
      await askHello(meeting.peer);
      const word = `R${stage.random.int(100_000, 999_999)}`;
      await failsAfter(stage, meeting, `FAIL The reason is ${word}.\n`);
      if (outputOf(meeting).includes(word)) return;
      throw broken(`the reason in its output, with the word ${word}`, showBytes(outputOf(meeting)));
    },
  },
  {
    id: 'fail.controls',
    level: 'should',
    section: 'fail',
    rule: 'Control characters of a reason are not passed on to the terminal.',
    play: async (stage) => {
      const meeting = await stage.meet();
      await askHello(meeting.peer);
      const reason = 'a\u001b]0;title\u0007 b\u001b[2J\u001b[31m c\u0008\u0008 d\u000e';
      await failsAfter(stage, meeting, `FAIL ${reason}\n`);
      const output = outputOf(meeting);
      if (!CONTROLS.some((control) => output.includes(control))) return;
      throw broken(
        'the reason without its control characters, or with these escaped',
        showBytes(output),
        'The reason is printed as it came. Escape what a stranger sends before a terminal obeys it.',
      );
    },
  },
];

function outputOf({ program }: Meeting): Buffer {
  return Buffer.concat([program.stdout(), program.stderr()]);
}
