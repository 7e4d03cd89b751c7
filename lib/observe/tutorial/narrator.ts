import { checkAnswer, type AskingCommand } from '../../protocol/answers.js';
import { formatCommand, stepOf } from '../../protocol/commands.js';
import { DEFAULT_BODY_NAMES } from '../../protocol/constants.js';
import type { ListeningEvent, RefusedEvent } from '../../server/events.js';
import type { DoneEvent, FailedEvent, SentEvent, SessionEvent } from '../../session/events.js';
import { acceptedSuffix, acceptedValue, acceptedWord } from './acceptances.js';
import { builtInAnswer } from './built-in-answers.js';
import { Course, type Narration, type Part } from './course.js';
import { expectationOf } from './expectations.js';
import { interrupted, type Standing } from './interruptions.js';
import { withInput } from './last-input.js';
import { mistaken } from './mistakes.js';
import { explained, noted, said } from './rows.js';
import { endedSession, invited, isIn, notPassed, opening, passed, type Invitation } from './summaries.js';
import type { Row } from './layout.js';
import { createPrinter, type Printer } from './printer.js';
import type { TlslpError } from '../../protocol/errors.js';
import { lastInputOf } from '../../protocol/last-input.js';
import type { Exchange } from './hints/index.js';

/** HELLO, WORK, each body name once, DONE. */
const TUTORIAL_STEPS = DEFAULT_BODY_NAMES.length + 3;
const JUDGED_ANSWERS: ReadonlySet<string> = new Set(['wrong_answer', 'invalid_suffix', 'invalid_checksum']);

/** Options of `createNarrator`. */
export interface NarratorOptions {
  /** Called once for each event, with whole lines. */
  readonly write: (text: string) => void;
  /** Whether to write colours, for a terminal. */
  readonly colour: boolean;
  /** The width of the lines, from 40 to 100 columns; 100 when not given. Titles are not wrapped. */
  readonly columns?: number;
  /** The number of commands in a session; 11, as in the tutorial, when not given. */
  readonly steps?: number;
  /** The number of sessions, one after the other; 1 when not given. The first is explained in full, the others where they are wrong. */
  readonly sessions?: number;
  /** The names in the server's certificate, such as `DNS:localhost`, for a client that refuses it. None are shown when not given. */
  readonly serverNames?: readonly string[];
  /** What is said when the server listens. Nothing is when not given. */
  readonly invitation?: Invitation;
}

/**
 * Creates an observer that explains sessions, step by step, to the author of their client: the exact bytes, their meaning, and the probable
 * mistake of a wrong answer. It also explains connections that were refused before they became a session. The text depends only on the
 * commands and on what the client sent: it holds no time, address or id. It shows answers and tokens. Everything from the client is escaped.
 * @returns a function that takes every event of the sessions, every `refused` event, and `listening`, in order
 */
export function createNarrator(
  options: NarratorOptions,
): (event: SessionEvent | RefusedEvent | ListeningEvent) => void {
  const {
    write,
    colour,
    columns,
    steps = TUTORIAL_STEPS,
    sessions = 1,
    serverNames = [],
    invitation,
  } = options;
  const printer = createPrinter(write, colour, columns);
  const course = new Course(printer, { sessions, steps, serverNames }, (part) => {
    return new Narrator(printer, steps, part);
  });
  return (event) => {
    if (event.type !== 'listening') course.tell(event);
    else if (invitation !== undefined) printer.section(...invited(invitation));
  };
}

class Narrator implements Narration {
  readonly past: Exchange[] = [];
  readonly #printer: Printer;
  readonly #steps: number;
  readonly #part: Part;
  #step = 0;
  #token: string | null = null;
  #zeroBits = 0;
  /** The command whose answer is not accepted yet. */
  #asked: AskingCommand | null = null;
  /** The line that answers it. */
  #came: string | null = null;

  constructor(printer: Printer, steps: number, part: Part) {
    this.#printer = printer;
    this.#steps = steps;
    this.#part = part;
  }

  tell(event: SessionEvent): void {
    switch (event.type) {
      case 'connected':
        this.#printer.section(...opening(this.#part));
        return;
      case 'sent':
        this.#sent(event);
        return;
      case 'received':
        this.#received(event.line);
        return;
      case 'work_accepted':
        this.#worked(event.suffix, event.zeroBits);
        return;
      case 'answered':
        this.#answered(event.value);
        return;
      case 'committed':
        if (this.#isBrief) return;
        this.#printer.rows([
          noted('All answers are in. A server that keeps them says DONE only once they are safe.'),
        ]);
        return;
      case 'done':
        if (event.error !== null) this.#failed(event, event.error);
        else this.#passed();
        return;
      case 'failed':
        this.#failed(event, event.error);
        return;
      case 'closed':
        return;
    }
  }

  #sent({ command, line }: SentEvent): void {
    // A FAIL is shown with the event that has the reason.
    if (command.kind === 'fail') return;
    const again = this.#explainedBefore(command);
    this.#step += 1;
    this.#asked = command;
    this.#came = null;
    if (command.kind === 'work') this.#token = command.token;
    if (this.#isBrief) this.#printer.rows(said('server', line));
    else this.#explain(command, line, again);
  }

  #explain(command: AskingCommand, line: string, again: boolean): void {
    const total = Math.max(this.#steps, this.#step);
    this.#printer.section(`Step ${this.#step} of ${total}: ${stepOf(command)}`, [
      ...said('server', line),
      explained(expectationOf(command, again)),
    ]);
  }

  /** After the first session, only what is new, and what is wrong, is explained. */
  get #isBrief(): boolean {
    return this.#part.session > 1;
  }

  #received(line: string): void {
    this.#came = line;
    this.#printer.rows(said('client', line));
    // No event follows a right HELLOBACK or OK, so it is accepted here.
    if (this.#asked?.kind === 'hello' || this.#asked?.kind === 'done') {
      const word = this.#asked.kind === 'hello' ? 'HELLOBACK' : 'OK';
      if (line !== word) return;
      this.#accept();
      if (!this.#isBrief) this.#printer.rows(acceptedWord(word));
    }
  }

  #worked(suffix: string, zeroBits: number): void {
    if (this.#asked?.kind !== 'work') return;
    this.#zeroBits = zeroBits;
    const rows = acceptedSuffix(this.#asked, suffix, zeroBits);
    this.#printer.rows(this.#isBrief ? rows.slice(0, 1) : rows);
    this.#accept();
  }

  #answered(value: string): void {
    if (this.#asked?.kind !== 'body') return;
    const again = this.#isBrief || this.#explainedBefore(this.#asked);
    const rows = acceptedValue(this.#asked, this.#token, value, again);
    this.#printer.rows(this.#isBrief ? rows.slice(1) : rows);
    this.#accept();
  }

  #accept(): void {
    if (this.#asked !== null) this.past.push({ command: this.#asked, line: this.#came ?? '' });
    this.#asked = null;
    this.#came = null;
  }

  #passed(): void {
    this.#printer.section(...passed(this.past, this.#zeroBits, this.#part));
  }

  /** Also for a session that is done but not confirmed: its client still has a mistake. */
  #failed(event: FailedEvent | DoneEvent, error: TlslpError): void {
    const { line } = event;
    const step = event.type === 'failed' ? event.step : 'DONE';
    if (this.#step === 0) this.#printer.section(`Before step 1 of ${this.#steps}`, []);
    if (this.#isBrief && this.#asked !== null) {
      this.#explain(this.#asked, formatCommand(this.#asked), false);
      if (this.#came !== null) this.#printer.rows(said('client', this.#came));
    }
    this.#printer.rows(this.#reasons(error));
    if (line !== null) this.#printer.rows(said('server', line));
    const standing = this.#standing();
    const where = isIn(step, standing) ? `in step ${this.#step}` : `before step ${this.#step + 1}`;
    this.#printer.section(
      `Not passed: ${endedSession(this.#part)} ended ${this.#step === 0 ? 'before the first step' : where}.`,
      notPassed(this.past, step, error, standing),
    );
  }

  #reasons(error: TlslpError): Row[] {
    const [command, line, token] = [this.#asked, this.#came, this.#token];
    const known = token !== null || command?.kind !== 'body';
    if (command !== null && line !== null && known && JUDGED_ANSWERS.has(error.code)) {
      const { earlier } = this.#part;
      const after = lastInputOf(error)?.rest;
      const past = [...earlier, ...this.past];
      const mistake = { command, line, token: token ?? '', past, ...(after && { after }) };
      return mistaken(mistake, builtInAnswer(mistake, earlier));
    }
    this.#acceptUntold();
    const hearing = { asked: this.#asked, token: token ?? '', past: this.past };
    return withInput(error, hearing, interrupted(error, this.#standing()));
  }

  #standing(): Standing {
    return { asked: this.#asked, answered: this.past.at(-1)?.command ?? null };
  }

  /** Accepts a right answer that has no event, because the session ended directly after it. */
  #acceptUntold(): void {
    if (this.#asked === null || this.#came === null) return;
    if (!isRight(this.#asked, this.#came, this.#token ?? '')) return;
    this.#printer.rows([noted('This answer itself is right.')]);
    this.#accept();
  }

  #explainedBefore({ kind }: AskingCommand): boolean {
    return this.past.some(({ command }) => command.kind === kind);
  }
}

function isRight(command: AskingCommand, line: string, token: string): boolean {
  try {
    checkAnswer(command, line, token);
    return true;
  } catch {
    return false;
  }
}
