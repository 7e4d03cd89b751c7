import type { AskingCommand } from '../protocol/answers.js';
import { parseCommand, stepOf } from '../protocol/commands.js';
import { failedByServer, earlyCommand, outOfOrder, tooManyRequests } from './failures.js';

/** Body requests that a client answers before it takes the server for one that will never be done. */
export const MAX_BODY_REQUESTS = 10_000;

type Kind = AskingCommand['kind'];

/** What may follow what: HELLO, WORK, any number of body requests, DONE. PROTOCOL.md, section 1. */
const NEXT: Readonly<Record<Kind, readonly Kind[]>> = {
  hello: ['work'],
  work: ['body', 'done'],
  body: ['body', 'done'],
  done: [],
};

const WORDS: Readonly<Record<Kind, string>> = {
  hello: 'HELLO',
  work: 'WORK',
  body: 'a request for an answer',
  done: 'DONE',
};

/** A command as it came, in its turn. */
export interface Asked {
  readonly command: AskingCommand;
  /** Its line, without LF. */
  readonly line: string;
}

/** Holds a server to the order of the commands, and to one at a time. One for each session. */
export class CommandOrder {
  #last: AskingCommand | null = null;
  #answered = true;
  #requests = 0;
  #token = '';

  /** Body requests so far. */
  get requests(): number {
    return this.#requests;
  }

  /** The token of WORK; empty before. */
  get token(): string {
    return this.#token;
  }

  /** The step that the session is in. */
  get step(): string {
    return this.#last === null ? 'HELLO' : stepOf(this.#last);
  }

  /**
   * Takes the next line.
   * @throws {ServiceError} `failed_by_peer`: it is a FAIL
   * @throws {ProtocolError} `malformed_command`; `unsolicited_line`: another is still being answered, it is not its turn, or it is
   *   one too many
   */
  accept(line: string): Asked {
    const command = parseCommand(line);
    if (command.kind === 'fail') throw failedByServer(command.reason);
    if (!this.#answered) throw earlyCommand(stepOf(command), this.step);
    const allowed = this.#last === null ? (['hello'] as const) : NEXT[this.#last.kind];
    if (!allowed.includes(command.kind)) {
      throw outOfOrder(stepOf(command), allowed.map((kind) => WORDS[kind]).join(' or ') || 'nothing');
    }
    if (command.kind === 'body' && ++this.#requests > MAX_BODY_REQUESTS) {
      throw tooManyRequests(MAX_BODY_REQUESTS);
    }
    if (command.kind === 'work') this.#token = command.token;
    this.#last = command;
    this.#answered = false;
    return { command, line };
  }

  /** The last command has been answered; the next may come. */
  answered(): void {
    this.#answered = true;
  }
}
