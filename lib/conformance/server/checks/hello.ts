import { broken } from '../../engine/finding.js';
import { showBytes } from '../../engine/show-bytes.js';
import { failsWith, RECEIVING } from '../failures.js';
import type { ServerCheck } from '../server-check.js';
import { takeWork } from '../steps.js';

const HELLO = Buffer.from('HELLO\n');

/** HELLO, and its answer. */
export const HELLO_CHECKS: readonly ServerCheck[] = [
  {
    id: 'hello.exact',
    level: 'must',
    section: 'hello',
    rule: 'The server speaks first: the six bytes "HELLO\\n".',
    play: async (stage) => {
      const peer = await stage.meet();
      const first = peer.received.subarray(0, HELLO.length);
      if (!first.equals(HELLO)) throw broken(showBytes(HELLO), showBytes(peer.received));
    },
  },
  {
    id: 'hello.waits',
    level: 'must',
    section: 'hello',
    rule: 'After HELLO the server says nothing until it was answered: only FAIL, when the time is over.',
    patient: true,
    waitsMs: ({ otherTimeoutMs }) => 3 * otherTimeoutMs,
    play: async (stage) => {
      const peer = await stage.meet();
      await failsWith(peer, RECEIVING, 'It does not wait for the answer.');
    },
  },
  {
    id: 'hello.answered',
    level: 'must',
    section: 'hello',
    rule: 'HELLOBACK is answered with WORK.',
    play: async (stage) => {
      const peer = await stage.meet();
      await peer.say('HELLOBACK');
      await takeWork(peer);
    },
  },
  ...wrongAnswers({
    other_word: ['HELLOBACL', 'Another word than HELLOBACK'],
    shorter: ['HELLOBAC', 'A word that HELLOBACK begins with'],
    longer: ['HELLOBACKS', 'A word that begins with HELLOBACK'],
    lower_case: ['helloback', 'HELLOBACK in lower case'],
    space_after: ['HELLOBACK ', 'HELLOBACK with a space after it'],
    space_before: [' HELLOBACK', 'HELLOBACK with a space before it'],
    empty: ['', 'An empty line'],
    byte_order_mark: ['\ufeffHELLOBACK', 'A byte-order mark before HELLOBACK'],
    cr_lf: ['HELLOBACK\r', 'HELLOBACK with CR LF'],
  }),
  {
    id: 'hello.names_cr',
    level: 'should',
    section: 'hello',
    rule: 'The reason that a client with CR LF gets says that its line ended with CR.',
    play: async (stage) => {
      const peer = await stage.meet();
      await peer.say('HELLOBACK\r');
      const line = await failsWith(peer, RECEIVING);
      if (!/\bCR\b|carriage return|\\r/i.test(line)) throw broken('a reason with the word CR', line);
    },
  },
];

function wrongAnswers(lines: Readonly<Record<string, readonly [line: string, what: string]>>): ServerCheck[] {
  return Object.entries(lines).map(([name, [line, what]]) => ({
    id: `hello.${name}`,
    level: 'must',
    section: 'hello',
    rule: `${what} is not the answer to HELLO: FAIL receiving., and what was wrong.`,
    play: async (stage) => {
      const peer = await stage.meet();
      await peer.say(line);
      await failsWith(peer, RECEIVING, 'It takes more than the exact word.');
    },
  }));
}
