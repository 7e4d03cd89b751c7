import { stepOf } from '../../protocol/commands.js';
import { trailingZeroBits, workDigest } from '../../protocol/digests.js';
import { escapeText } from '../../protocol/escape.js';
import type { ReceivedEvent, RepliedEvent } from '../../client/events.js';
import type { ClientRunEvent } from '../../client/events.js';
import { clientLine } from './lines.js';

/** Explains a session to the author of a client: each command, its meaning, and its answer. Shows tokens and answers. */
export class ClientTutorial {
  #token = '';

  /** Returns the lines for an event. */
  linesOf(event: ClientRunEvent): readonly string[] {
    switch (event.type) {
      case 'connected':
        return [
          clientLine(event) ?? '',
          '  The TLS handshake is done: each side has verified the other, unless --insecure was given.',
          '  Now the server speaks first. Each line of either side ends with one LF byte, shown as \\n.',
        ];
      case 'warning':
        return [`  ${clientLine(event) ?? ''}`];
      case 'received':
        return ['', `server: ${shown(event.line)}`, ...this.#asked(event)];
      case 'solved':
        return event.attempts === 0
          ? ['  The token is the same as before: the suffix that was found for it still counts.']
          : [`  Found a suffix after ${event.attempts} attempts.`];
      case 'replied':
        return [`client: ${shown(event.line)}`, ...this.#replied(event)];
      case 'done':
        return ['', clientLine(event) ?? '', '  OK was the last line: both sides close the connection.'];
      case 'failed':
        return [
          '',
          clientLine(event) ?? '',
          '  The session has ended: the client sends nothing more, and closes the connection.',
        ];
      case 'closed':
        return [
          event.graceful
            ? 'The connection is closed.'
            : 'The connection was destroyed: the server did not close it in order.',
        ];
      case 'reconnecting':
        return [
          clientLine(event) ?? '',
          '  The client begins again with HELLO. Pauses grow and are random, so that not all clients come at once.',
          '  A server may give it the same token again: then a search goes on, and a suffix that was found still counts.',
        ];
    }
  }

  #asked({ command }: ReceivedEvent): readonly string[] {
    switch (command.kind) {
      case 'hello':
        return ['  The greeting. The client answers with exactly HELLOBACK.'];
      case 'work':
        this.#token = command.token;
        return [
          `  The proof of work. The client needs a suffix for which the SHA-256 of the token "${command.token}"`,
          `  and the suffix, nothing between, ends in at least ${command.nBits} zero bits. It has to try suffixes, which`,
          `  takes ${2 ** command.nBits} attempts on average. It keeps the token: every later checksum needs it.`,
        ];
      case 'body':
        return [
          `  A request for ${command.name}. The client answers with a checksum, one space, and the value. The checksum is`,
          `  the SHA-256 of the token and "${command.randomString}", nothing between, in lower-case hex.`,
        ];
      case 'done':
        return ['  The server has all answers. The client answers with exactly OK.'];
    }
  }

  #replied({ command, line }: RepliedEvent): readonly string[] {
    if (command.kind !== 'work') return [`  The answer to ${stepOf(command)} is sent.`];
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
