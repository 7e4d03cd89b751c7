import type { AskingCommand } from '../protocol/answers.js';
import { parseCommand, stepOf } from '../protocol/commands.js';
import { failedByServer, earlyCommand, outOfOrder, tooManyRequests } from './failures.js';

/** The maximum number of body requests. A server that sends more would probably never end. */
export const MAX_BODY_REQUESTS = 10_000;

type Kind = AskingCommand['kind'];

/** The commands that may follow each command: HELLO, WORK, any number of body requests, DONE. PROTOCOL.md, section 1. */
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

/** An accepted command. */
export interface Asked {
  readonly command: AskingCommand;
  /** The line, without its LF. */
  readonly line: string;
}

/** Checks that a server sends its commands in order, and one at a time. Create one for each session. */
export class CommandOrder {
  #last: AskingCommand | null = null;
  #answered = true;
  #requests = 0;
  #token = '';

  /** The number of body requests so far. */
  get requests(): number {
    return this.#requests;
  }

  /** The token of WORK; empty before WORK. */
  get token(): string {
    return this.#token;
  }

  /** The current step of the session. */
  get step(): string {
    return this.#last === null ? 'HELLO' : stepOf(this.#last);
  }

  /** Whether DONE was accepted: no command may come any more. */
  get isDone(): boolean {
    return this.#last?.kind === 'done';
  }

  /**
   * Parses the next line, and checks that its command may come now.
   * @throws {ServiceError} `failed_by_peer`: the line is a FAIL
   * @throws {ProtocolError} `malformed_command`; `unsolicited_line`: the last command is not answered yet, the command is out of
   *   order, or there were too many body requests
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

  /** Marks the last command as answered: the next one may come. */
  answered(): void {
    this.#answered = true;
  }
}
