import type { Numbers } from '../numbers.js';
import { countBy } from './count-by.js';

interface LogLine {
  readonly msg?: string;
  readonly reason?: string;
}

/** The log of the server, counted by hand: refused connections, and nothing else. The server thins out a flood; a class is none. */
export function logByHand(text: string): Numbers {
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LogLine);
  const refused = lines.filter(({ msg }) => msg === 'connection refused');
  return { refusals: countBy(refused, ({ reason }) => reason ?? 'none'), refused: refused.length };
}
