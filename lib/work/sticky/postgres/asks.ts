/** A question to the database that waits for its answer. */
export class Ask<Question, Answer> {
  readonly question: Question;
  readonly answer: Promise<Answer>;
  #settle: (answer: Answer) => void = () => undefined;
  #isSettled = false;

  constructor(question: Question) {
    this.question = question;
    this.answer = new Promise((resolve) => (this.#settle = resolve));
  }

  /** Whether it has its answer already, because the database took too long. */
  get isSettled(): boolean {
    return this.#isSettled;
  }

  settle(answer: Answer): void {
    this.#isSettled = true;
    this.#settle(answer);
  }
}

/** The questions of one kind: those that wait for a statement, and those that are in the one under way. */
export class Asks<Question, Answer> {
  #waiting: Ask<Question, Answer>[] = [];
  #underWay: readonly Ask<Question, Answer>[] = [];

  /** The number of questions that wait for a statement. */
  get waiting(): number {
    return this.#waiting.length;
  }

  add(question: Question): Promise<Answer> {
    const ask = new Ask<Question, Answer>(question);
    this.#waiting.push(ask);
    return ask.answer;
  }

  /**
   * Begins a statement with the questions that wait.
   * @param key returns what may be in a statement only once: a further question with the same waits for the next one. Default: any
   */
  begin(key?: (question: Question) => string): readonly Ask<Question, Answer>[] {
    const keys = new Set<string>();
    const later: Ask<Question, Answer>[] = [];
    this.#underWay = this.#waiting.filter((ask) => {
      const own = key?.(ask.question);
      if (own === undefined || !keys.has(own)) {
        if (own !== undefined) keys.add(own);
        return true;
      }
      later.push(ask);
      return false;
    });
    this.#waiting = later;
    return this.#underWay;
  }

  /** Settles all that have no answer yet. */
  settleAll(answerOf: (question: Question) => Answer): void {
    const all = [...this.#underWay, ...this.#waiting];
    this.#waiting = [];
    for (const ask of all) if (!ask.isSettled) ask.settle(answerOf(ask.question));
  }
}
