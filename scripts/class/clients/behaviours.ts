import { solve, wrongSuffix, type Talk } from './talk.js';

/** What a client does in place of an answer. Resolves when it has done it; false: it answers rightly. */
export type Act = (talk: Talk, command: string) => false | Promise<void> | undefined;

export interface Behaviour {
  /** What its author got wrong. */
  readonly act: Act;
  /** The code of the error that it earns, by the protocol; null for a client that does all right. */
  readonly code: string | null;
  /** The step that is under way when it fails, where it is not that of the last command: null otherwise. */
  readonly step: string | null;
}

const TOO_LONG = 1001;

/** At the first command with this word: `REQUEST` is the fifth request, so that some answers are in. */
function at(step: 'HELLO' | 'WORK' | 'REQUEST' | 'DONE', act: (talk: Talk, command: string) => unknown): Act {
  let requests = 0;
  return (talk, command) => {
    const word = command.split(' ')[0] ?? '';
    const isRequest = !['HELLO', 'WORK', 'DONE'].includes(word);
    if (isRequest) requests += 1;
    if (isRequest ? step !== 'REQUEST' || requests !== 5 : step !== word) return false;
    const acted = act(talk, command);
    return acted instanceof Promise ? (acted as Promise<void>) : undefined;
  };
}

/** A new one for each connection: some count. */
export type Way = () => Behaviour;

function way(code: string, make: () => Act, step: string | null = null): Way {
  return () => ({ act: make(), code, step });
}

export const RIGHT: Way = () => ({ act: () => false, code: null, step: null });

/** The ways to misbehave in a session. */
export const SESSION_WAYS = {
  'wrong suffix': way('invalid_suffix', () =>
    at('WORK', (talk, command) => {
      talk.say(wrongSuffix(talk.token, Number(command.split(' ')[2])));
    }),
  ),
  'wrong checksum': way('invalid_checksum', () =>
    at('REQUEST', (talk) => {
      talk.say(`${'0'.repeat(64)} Ada`);
    }),
  ),
  'silent at HELLO': way('timed_out', () => at('HELLO', () => undefined)),
  'leaves in WORK': way('disconnected', () => at('WORK', (talk) => talk.leave())),
  'CR LF': way('wrong_answer', () =>
    at('HELLO', (talk) => {
      talk.say('HELLOBACK\r');
    }),
  ),
  'line too long': way('line_too_long', () =>
    at('REQUEST', (talk, command) => {
      talk.say(talk.reply(command, 'x'.repeat(TOO_LONG)));
    }),
  ),
  // The first one is right. The second one comes when WORK is due, and before it is sent.
  'two lines at once': way(
    'unsolicited_line',
    () =>
      at('HELLO', (talk) => {
        talk.send('HELLOBACK\nHELLOBACK\n');
      }),
    'WORK',
  ),
  'invalid UTF-8': way('invalid_utf8', () =>
    at('REQUEST', (talk, command) => {
      talk.send(
        Buffer.concat([Buffer.from(talk.reply(command, 'M')), Buffer.from([0xfc]), Buffer.from('ller\n')]),
      );
    }),
  ),
  'leaves before OK': way('disconnected', () => at('DONE', (talk) => talk.leave())),
  'reset in the answers': way('disconnected', () => at('REQUEST', (talk) => talk.reset())),
} as const satisfies Readonly<Record<string, Way>>;

/** Does all right: answers a command. */
export function answer(talk: Talk, command: string): void {
  const [word = '', , bits = ''] = command.split(' ');
  if (word === 'HELLO') talk.say('HELLOBACK');
  else if (word === 'WORK') talk.say(solve(talk.token, Number(bits)));
  else if (word === 'DONE') talk.say('OK');
  else talk.say(talk.reply(command, `${word.toLowerCase()} of mine`));
}
