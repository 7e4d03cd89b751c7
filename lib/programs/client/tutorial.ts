import { stepOf } from '../../protocol/commands.js';
import { trailingZeroBits, workDigest } from '../../protocol/digests.js';
import { escapeText } from '../../protocol/escape.js';
import type { ReceivedEvent, RepliedEvent } from '../../client/events.js';
import type { ClientRunEvent } from '../../client/run.js';
import { clientLine } from './lines.js';

/** Explains a session to someone who is writing a client: what came, what it asks for, what is sent and why. Answers are shown. */
export class ClientTutorial {
  #token = '';

  /** The lines of one event. */
  linesOf(event: ClientRunEvent): readonly string[] {
    switch (event.type) {
      case 'connected':
        return [
          clientLine(event) ?? '',
          '  The TLS handshake is done: each side has verified the other, unless --insecure was given.',
          '  Now the server speaks first. Each line of either side ends with one LF byte, shown as \\n.',
        ];
      case 'received':
        return ['', `server: ${shown(event.line)}`, ...this.#asked(event)];
      case 'solved':
        return [`  Found a suffix after ${event.attempts} attempts.`];
      case 'replied':
        return [`client: ${shown(event.line)}`, ...this.#replied(event)];
      case 'done':
        return ['', clientLine(event) ?? '', '  OK was the last word: both sides close.'];
      case 'failed':
        return [
          '',
          clientLine(event) ?? '',
          '  A session that failed is over: nothing is owed, and the client closes.',
        ];
      case 'closed':
        return [event.graceful ? 'The connection is closed.' : 'The connection is torn down.'];
    }
  }

  #asked({ command }: ReceivedEvent): readonly string[] {
    switch (command.kind) {
      case 'hello':
        return ['  The greeting. It is answered with HELLOBACK, exactly.'];
      case 'work':
        this.#token = command.token;
        return [
          `  The proof of work. It asks for a suffix such that SHA-256 over the token "${command.token}"`,
          `  and the suffix, nothing between, ends in at least ${command.nBits} zero bits. Trying is the only way;`,
          `  it takes ${2 ** command.nBits} attempts on average. Keep the token: every later checksum needs it.`,
        ];
      case 'body':
        return [
          `  It asks for ${command.name}. The answer is a checksum, one space, and the value; the checksum is`,
          `  SHA-256 over the token and then "${command.randomString}", in lower-case hex.`,
        ];
      case 'done':
        return ['  The server has everything. It is confirmed with OK, exactly.'];
    }
  }

  #replied({ command, line }: RepliedEvent): readonly string[] {
    if (command.kind !== 'work') return [`  That answers ${stepOf(command)}.`];
    const digest = workDigest(this.#token, line);
    return [
      `  SHA-256("${this.#token}${line}") is`,
      `  ${digest.toString('hex')}, which ends in ${trailingZeroBits(digest)} zero bits.`,
    ];
  }
}

function shown(line: string): string {
  return `${escapeText(line, Infinity)}\\n`;
}
