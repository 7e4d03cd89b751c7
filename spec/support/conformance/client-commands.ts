import type { Behaviour, Command } from './behaviour.js';

const RESERVED: readonly string[] = ['HELLO', 'WORK', 'DONE', 'FAIL'];

/** Reads a command, by the rules of the behaviour; null when it breaks one. */
export function parseLine(line: Buffer, behaviour: Behaviour): Command | null {
  const decoded = behaviour.decode(line);
  if (decoded === null) return null;
  const text = behaviour.clean(decoded);
  if (text === 'HELLO') return { kind: 'hello' };
  if (text === 'DONE') return { kind: 'done' };
  const [word = '', first = '', ...rest] = behaviour.words(text);
  if (!behaviour.tokenRule.test(first)) return null;
  if (word === 'WORK') return work(first, rest, behaviour);
  if (rest.length > 0 || RESERVED.includes(word) || !behaviour.nameRule.test(word)) return null;
  return { kind: 'request', name: word, randomString: first };
}

function work(token: string, rest: readonly string[], behaviour: Behaviour): Command | null {
  const [word = '', ...more] = rest;
  const nBits = behaviour.nBits(word);
  return nBits === null || more.length > 0 ? null : { kind: 'work', token, nBits };
}
