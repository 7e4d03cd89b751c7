import { splitBodyAnswer } from '../../protocol/answers.js';
import type { Exchange, Hint, Mistake } from './hints/index.js';

/**
 * Explains an answer that was right in an earlier session, and is built into the client.
 * @param earlier the right answers of earlier sessions
 * @returns null if the answer is none of them
 */
export function builtInAnswer({ command, line }: Mistake, earlier: readonly Exchange[]): Hint | null {
  const before = earlier.filter((exchange) => exchange.command.kind === command.kind);
  switch (command.kind) {
    case 'work':
      if (!before.some((exchange) => exchange.line === line)) return null;
      return {
        found: 'This is the suffix of the first session, built into the client.',
        instead: 'Search for a suffix anew in every session: it belongs to the token that this session sent.',
      };
    case 'body': {
      const { cksum } = splitBodyAnswer(line);
      if (!before.some((exchange) => splitBodyAnswer(exchange.line).cksum === cksum)) return null;
      return {
        found: 'This is the checksum of the first session, built into the client.',
        instead: 'Compute it for each request, from the token and the random_string that this session sent.',
      };
    }
    default:
      return null;
  }
}
