import assert from 'node:assert/strict';
import test from 'ava';
import { config, map, NEVER, type Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { clientSession } from '../../lib/client/client-session.js';
import type { ClientContext, Solve } from '../../lib/client/context.js';
import type { ClientEvent } from '../../lib/client/events.js';

// An error that comes too late for anyone to hear of it would otherwise vanish.
config.onStoppedNotification = (notification) => {
  if (notification.kind === 'E') throw notification.error;
};

/** What the letters of the server's marbles say. */
const LINES = {
  h: 'HELLO',
  w: 'WORK token 0',
  f: 'FULL_NAME abc',
  c: 'COUNTRY def',
  d: 'DONE',
  x: 'FAIL Invalid suffix returned from client.',
  y: 'FAIL',
  e: 'HELLO ',
  b: 'WORK token 65',
  t: 'WORK to.ken 8',
  o: 'WHAT?',
};

/** The letters of the events, by what they tell. */
const LETTERS: Readonly<Record<string, string>> = {
  'received HELLO': 'h',
  'replied HELLOBACK': 'H',
  'received WORK token 0': 'w',
  'solved s 0 7 2.5': 's',
  'replied s': 'W',
  'received FULL_NAME abc': 'f',
  'replied 8dd835848401e0d3fbd1db4dd0615785bff5981c3ee21a61455202e164765a19  a FULL_NAME ': 'F',
  'received COUNTRY def': 'c',
  'replied 9517c7242078bd8a3bcd3a687b9abd28049b3dc28632e924c121b621319acdb9  a COUNTRY ': 'C',
  'received DONE': 'd',
  'replied OK': 'D',
  'done 2': 'O',
  'done 1': 'O',
  'done 0': 'o',
};

function tell(event: ClientEvent): string {
  switch (event.type) {
    case 'received':
    case 'replied':
      return `${event.type} ${event.line}`;
    case 'solved':
      return `solved ${event.suffix} ${event.nBits} ${event.attempts} ${event.seconds}`;
    case 'done':
      return `done ${event.answers}`;
    case 'failed':
      return `failed in ${event.step} with ${event.error.code}: ${event.error.message}`;
  }
}

/** A conversation in marbles. */
interface Row {
  /** Which of the letters the server says when. */
  readonly lines: string;
  /** How long its subscription lasts. */
  readonly subs: string;
  readonly events: string;
  /** What the letter z of the events tells. */
  readonly failure?: string;
  /** When the solver has its suffix (x), or fails (#); at once when not given. */
  readonly solver?: string;
  /** Whether and when the solver's signal aborted, where it was called. */
  readonly aborted?: number | false;
  /** The same of the signal of the answers, where they take their time. */
  readonly answersAborted?: number | false;
  readonly unsubscribe?: string;
  /** How long handing over a line takes, as the marbles of `send`. */
  readonly sending?: string;
  readonly inputDrained?: string;
  /** When an answer is there, as the marbles of its value; at once when not given. */
  readonly answering?: string;
  readonly context?: Partial<ClientContext>;
}

/** Plays the server's marbles to a session, and compares what it tells. */
export const speaks = test.macro((t, row: Row) => {
  const scheduler = new TestScheduler((actual, expected) => {
    assert.deepEqual(actual, expected);
  });
  let aborted: number | false | undefined;
  let answersAborted: number | false | undefined;
  scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
    const lines = cold(row.lines, LINES, new Error('The lines failed.'));
    const found = cold(row.solver ?? '(x|)', { x: { suffix: 's', attempts: 7, seconds: 2.5 } });
    const solve: Solve = (_token, _nBits, { signal }) => {
      aborted = false;
      signal.addEventListener('abort', () => (aborted = scheduler.now()));
      return promiseOf(found);
    };
    const context: ClientContext = {
      solve,
      answers: (name, { signal }) => {
        const value = ` a ${name} `;
        if (row.answering === undefined) return value;
        answersAborted = false;
        signal.addEventListener('abort', () => (answersAborted = scheduler.now()));
        return promiseOf(cold(row.answering, { a: value }, new Error('No secret.')));
      },
      send: () => cold<never>(row.sending ?? '|'),
      inputDrained: cold<never>(row.inputDrained ?? '|'),
      scheduler,
      ...row.context,
    };
    const letters = { ...LETTERS, [row.failure ?? '']: 'z' };
    const events = clientSession(lines, context).pipe(
      map((event) => {
        assert.ok(Number.isInteger(event.at));
        return letters[tell(event)] ?? tell(event);
      }),
    );
    expectObservable(events, row.unsubscribe).toBe(row.events);
    expectSubscriptions(lines.subscriptions).toBe(row.subs);
  });
  t.is(aborted, row.aborted);
  t.is(answersAborted, row.answersAborted);
});

/** As much of a promise as the session needs, in virtual time. */
function promiseOf<T>(source: Observable<T>): PromiseLike<T> {
  const then: PromiseLike<T>['then'] = (resolve, reject) => {
    source.subscribe({
      next: (value) => void resolve?.(value),
      error: (error: unknown) => void reject?.(error),
    });
    return promiseOf(NEVER);
  };
  return { then };
}

/** What a `failed` event tells. */
export const failed = (step: string, code: string, message: string) =>
  `failed in ${step} with ${code}: ${message}`;
export const LEFT = 'The server left before DONE.';
export const FAIL = 'The server sent FAIL: Invalid suffix returned from client.';
