import { debuglog } from 'node:util';
import { concatMap, finalize, map, type Observable, type Subscriber, type Subscription } from 'rxjs';
import type { WorkAnswer } from '../protocol/answers.js';
import type { WorkCommand } from '../protocol/commands.js';
import { ConfigError, ValidationError } from '../protocol/errors.js';
import { workSpent } from '../protocol/failures.js';
import { isNBits, isToken, N_BITS_RULE, TOKEN_RULE } from '../protocol/rules.js';
import { isLater } from '../rx/maybe-async.js';
import { StepDeadline, WORK_DEADLINE, type AnswerDeadline } from './answer-deadline.js';
import type { CompleteContext } from './complete-context.js';
import type { SentEvent, SessionEvent } from './events.js';
import { Exchange } from './exchange.js';
import { callHook } from './hooks.js';
import type { Progress } from './progress.js';
import type { Turn } from './taking-turns.js';
import type { StickyWork, TakenWork, WorkStore } from './work-store.js';

const log = debuglog('tlslp');

/**
 * Sends WORK with the work that the client's certificate owns, and checks the suffix. Like `exchange`; besides, it sets the token of the
 * context, and spends the token before `work_accepted`. A store that answers at once costs no operator.
 *
 * Errors besides those of `exchange`: ValidationError `work_spent`; ServiceError `hook_timed_out`; the store's own errors pass through.
 * @param planned has the fresh token, and the n_bits for it
 * @param deadline that of WORK, which is shorter where the token does not live as long
 */
export function stickyExchange(
  planned: WorkCommand,
  sticky: StickyWork,
  turn: Turn<SessionEvent>,
  context: CompleteContext,
  deadline: AnswerDeadline,
  progress: Progress,
): Observable<SessionEvent> {
  const { store, certificate, lifetime } = sticky;
  const { token, nBits } = planned;
  const { id: session } = context;
  const exchanged = (taken: TakenWork): Observable<SessionEvent> =>
    turn(exchangeOf(taken, store, context, deadline, progress));
  const taken = store.take({ certificate, session, token, nBits, lifetime });
  if (!isLater(taken)) return exchanged(taken);
  let isTaken = false;
  return callHook('workStore.take', () => taken, context).pipe(
    concatMap((work) => {
      isTaken = true;
      return exchanged(work);
    }),
    finalize(() => {
      // The client left meanwhile: what comes then is free.
      if (!isTaken) quietly('release', store, session);
    }),
  );
}

function exchangeOf(
  taken: TakenWork,
  store: WorkStore,
  context: CompleteContext,
  deadline: AnswerDeadline,
  progress: Progress,
): StickyExchange {
  const { token, nBits, secondsLeft } = taken;
  const { id, workTimeout } = context;
  try {
    checkWork(taken);
  } catch (error) {
    quietly('release', store, id);
    throw error;
  }
  context.token = token;
  const limit =
    secondsLeft < workTimeout
      ? new StepDeadline(Math.max(secondsLeft, 0), context, progress, WORK_DEADLINE)
      : deadline;
  return new StickyExchange({ kind: 'work', token, nBits }, taken, store, context, limit, progress);
}

/** The turn of WORK. It holds the token until its end, whatever ends it. */
class StickyExchange extends Exchange {
  readonly #taken: TakenWork;
  readonly #store: WorkStore;
  readonly #context: CompleteContext;
  #timer: Subscription | null = null;
  #holds = true;

  constructor(
    command: WorkCommand,
    taken: TakenWork,
    store: WorkStore,
    context: CompleteContext,
    deadline: AnswerDeadline,
    progress: Progress,
  ) {
    super(command, context, deadline, progress);
    this.#taken = taken;
    this.#store = store;
    this.#context = context;
  }

  override ask(asker: Subscriber<SessionEvent>, asked: () => void): void {
    asker.add(this);
    super.ask(asker, asked);
  }

  override startDeadline(asker: Subscriber<SessionEvent>): Subscription {
    return (this.#timer = super.startDeadline(asker));
  }

  override sent(): SentEvent {
    const event = super.sent();
    return this.#taken.isResumed ? { ...event, resumed: true } : event;
  }

  override judge(line: string): SessionEvent | Observable<SessionEvent> | null {
    try {
      return super.judge(line);
    } catch (error) {
      // A client that keeps a wrong suffix for its token would send it again and again.
      if (error instanceof ValidationError && error.code === 'invalid_suffix') this.#end('discard');
      throw error;
    }
  }

  protected override workAccepted(answer: WorkAnswer): SessionEvent | Observable<SessionEvent> {
    const event = super.workEvent(answer);
    const accepted: SessionEvent = this.#taken.isResumed ? { ...event, resumed: true } : event;
    const verdict = this.#store.spend(this.#taken.token, this.#context.id);
    this.#holds = false;
    if (!isLater(verdict)) return spentOnce(verdict, accepted);
    // The answer came in time. The store has the deadline of a function.
    this.#timer?.unsubscribe();
    return callHook('workStore.spend', () => verdict, this.#context).pipe(
      map((isSpent) => spentOnce(isSpent, accepted)),
    );
  }

  /** The end of the turn: the client can have this work again, unless its suffix has come. */
  unsubscribe(): void {
    this.#end('release');
  }

  #end(how: 'release' | 'discard'): void {
    if (!this.#holds) return;
    this.#holds = false;
    quietly(how, this.#store, this.#context.id);
  }
}

function spentOnce(isSpent: boolean, accepted: SessionEvent): SessionEvent {
  if (isSpent) return accepted;
  throw workSpent();
}

/** A store may be an embedder's: the teardown of a session must not throw. */
function quietly(what: 'release' | 'discard', store: WorkStore, session: string): void {
  try {
    store[what](session);
  } catch (error) {
    log('The work store failed at "%s": %o', what, error);
  }
}

function checkWork({ token, nBits }: TakenWork): void {
  if (!isToken(token))
    throw new ConfigError('invalid_option', `the token of a work store must be ${TOKEN_RULE}.`);
  if (!isNBits(nBits))
    throw new ConfigError('invalid_option', `nBits of a work store must be ${N_BITS_RULE}.`);
}
