import type { LineClient } from '../../../lib/conformance/peers/line-client.js';
import { wrongSuffix } from '../../../lib/conformance/peers/solve.js';

/** What a client does in place of an answer. Resolves when it has done it; false: it answers rightly. */
export type Act = (client: LineClient, command: string) => false | Promise<void> | undefined;

export interface Behaviour {
  /** What its author got wrong. */
  readonly act: Act;
  /** The code of the error that it earns, by the protocol; null for a client that does all right. */
  readonly code: string | null;
}

const TOO_LONG = 1001;

/** At the first command with this word: `REQUEST` is the fifth request, so that some answers are in. */
function at(
  step: 'HELLO' | 'WORK' | 'REQUEST' | 'DONE',
  act: (client: LineClient, command: string) => unknown,
): Act {
  let requests = 0;
  return (client, command) => {
    const word = command.split(' ')[0] ?? '';
    const isRequest = !['HELLO', 'WORK', 'DONE'].includes(word);
    if (isRequest) requests += 1;
    if (isRequest ? step !== 'REQUEST' || requests !== 5 : step !== word) return false;
    const acted = act(client, command);
    return acted instanceof Promise ? (acted as Promise<void>) : undefined;
  };
}

/** A new one for each connection: some count. */
export type Way = () => Behaviour;

function way(code: string, make: () => Act): Way {
  return () => ({ act: make(), code });
}

export const RIGHT: Way = () => ({ act: () => false, code: null });

/** The ways to misbehave in a session. */
export const SESSION_WAYS = {
  'wrong suffix': way('invalid_suffix', () =>
    at('WORK', (client, command) => {
      client.say(wrongSuffix(client.token, Number(command.split(' ')[2])));
    }),
  ),
  'wrong checksum': way('invalid_checksum', () =>
    at('REQUEST', (client) => {
      client.say(`${'0'.repeat(64)} Ada`);
    }),
  ),
  'silent at HELLO': way('timed_out', () => at('HELLO', () => undefined)),
  'leaves in WORK': way('disconnected', () => at('WORK', (client) => client.leave())),
  'CR LF': way('wrong_answer', () =>
    at('HELLO', (client) => {
      client.say('HELLOBACK\r');
    }),
  ),
  'line too long': way('line_too_long', () =>
    at('REQUEST', (client, command) => {
      client.say(client.reply(command, 'x'.repeat(TOO_LONG)));
    }),
  ),
  // The first one is right. The second one follows the answer to HELLO, before another command is sent.
  'two lines at once': way('unsolicited_line', () =>
    at('HELLO', (client) => {
      client.send('HELLOBACK\nHELLOBACK\n');
    }),
  ),
  'invalid UTF-8': way('invalid_utf8', () =>
    at('REQUEST', (client, command) => {
      client.send(
        Buffer.concat([Buffer.from(client.reply(command, 'M')), Buffer.from([0xfc]), Buffer.from('ller\n')]),
      );
    }),
  ),
  'leaves before OK': way('disconnected', () => at('DONE', (client) => client.leave())),
  'reset in the answers': way('disconnected', () => at('REQUEST', (client) => client.reset())),
} as const satisfies Readonly<Record<string, Way>>;

/** Does all right: answers a command. */
export function answer(client: LineClient, command: string): void {
  client.answer(command, (name) => `${name.toLowerCase()} of mine`);
}
