import { broken } from '../../engine/finding.js';
import { failsWith, INVALID_CHECKSUM } from '../failures.js';
import type { ServerCheck } from '../server-check.js';
import type { ServerStage } from '../stage.js';
import { answerAll, finish, replyTo, toDone, toRequest, type ValueFor } from '../steps.js';

/** Plays a session with such values, and waits for them among the records. */
function kept(name: string, rule: string, text: (unique: string) => string): ServerCheck {
  return {
    id: `records.${name}`,
    level: 'must',
    section: 'records',
    rule,
    timeFactor: 2,
    play: async (stage) => {
      stage.needsRecords();
      const { valueFor, values } = noting(stage, text);
      await finish(await toDone(stage, valueFor));
      await stage.recordsHold(values);
    },
  };
}

function noting(
  stage: ServerStage,
  text: (unique: string) => string = (unique) => unique,
): { readonly valueFor: ValueFor; readonly values: readonly string[] } {
  const values: string[] = [];
  const valueFor: ValueFor = () => {
    const value = text(stage.random.token(20));
    values.push(value);
    return value;
  };
  return { valueFor, values };
}

/** What is kept of the answers. */
export const RECORD_CHECKS: readonly ServerCheck[] = [
  kept('kept', 'The value of each answer is kept.', (unique) => unique),
  kept('spaces', 'Spaces are kept, also at the ends of a value.', (unique) => `  ${unique}  x   `),
  kept(
    'utf8',
    'Every character is kept as it was sent, and not normalised.',
    (unique) => `${unique} é e\u0301 € 😀 \u00a0`,
  ),
  kept('cr', 'A CR is part of a value.', (unique) => `a\r${unique}\r`),
  kept('longest', 'A value of 934 bytes is kept whole.', (unique) => unique.padEnd(934, '-')),
  kept('quotes', 'Quotes and backslashes are kept as they are.', (unique) => `"${unique}\\" '\\n`),
  {
    id: 'records.at_done',
    level: 'must',
    section: 'records',
    rule: 'The answers are kept before DONE is sent: a client that leaves without its OK is done.',
    timeFactor: 2,
    play: async (stage) => {
      stage.needsRecords();
      const { valueFor, values } = noting(stage);
      const { peer } = await toDone(stage, valueFor);
      await stage.recordsHold(values);
      peer.reset();
    },
  },
  {
    id: 'records.wrong_ok',
    level: 'must',
    section: 'records',
    rule: 'A wrong OK changes nothing: the answers stay kept.',
    timeFactor: 2,
    play: async (stage) => {
      stage.needsRecords();
      const { valueFor, values } = noting(stage);
      const { peer } = await toDone(stage, valueFor);
      await peer.say('KO');
      await peer.line('"FAIL receiving. " and what was wrong');
      await peer.client.closed;
      await stage.recordsHold(values);
    },
  },
  {
    id: 'records.not_swapped',
    level: 'must',
    section: 'records',
    rule: 'Two sessions at once have each its own answers kept.',
    timeFactor: 2,
    play: async (stage) => {
      stage.needsRecords();
      const [first, second] = [noting(stage), noting(stage)];
      const [one, other] = [await toRequest(stage), await toRequest(stage)];
      await other.peer.say(replyTo(other.work, other.request, second.valueFor(other.request, 0)));
      await one.peer.say(replyTo(one.work, one.request, first.valueFor(one.request, 0)));
      await answerAll(one, first.valueFor);
      await answerAll(other, second.valueFor);
      await finish(one);
      await finish(other);
      await stage.recordsHold([...first.values, ...second.values]);
    },
  },
  {
    id: 'records.refused_answer',
    level: 'should',
    section: 'records',
    rule: 'An answer with a wrong checksum is not kept as one.',
    timeFactor: 2,
    play: async (stage) => {
      stage.needsRecords();
      const { valueFor, values } = noting(stage);
      const refusedValue = stage.random.token(20);
      const { peer } = await toRequest(stage);
      await peer.say(`${'0'.repeat(64)} ${refusedValue}`);
      await failsWith(peer, INVALID_CHECKSUM);
      // What is kept of a later session tells that what would be kept of this one is, too.
      await finish(await toDone(stage, valueFor));
      const found = await stage.recordsHold(values);
      if (found.has(refusedValue)) throw broken('no value that was refused', 'it is among the records');
    },
  },
];
