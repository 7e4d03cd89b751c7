import assert from 'node:assert/strict';
import test from 'ava';
import { concat, defer, ignoreElements, of, throwError, timer, type Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { ClientRunEvent } from '../../lib/client/events.js';
import { reconnecting } from '../../lib/client/reconnect.js';
import { markTemporary } from '../../lib/client/temporary.js';
import { parseCommand } from '../../lib/protocol/commands.js';
import { ServiceError, TransportError } from '../../lib/protocol/errors.js';

const HELLO = parseCommand('HELLO');
const REFUSED = markTemporary(new TransportError('connect_failed', 'Refused.'), true);
const UNTRUSTED = markTemporary(new TransportError('connect_failed', 'Untrusted.'), false);

/**
 * An attempt, a letter each event: c connected, h HELLO received, l lost, s lost before the first line, f FAIL that passes,
 * x failed for good, d done, e closed; R refused, U untrusted; a digit is a pause of so many seconds.
 */
function attemptOf(letters: string, scheduler: TestScheduler): Observable<ClientRunEvent> {
  const steps = Array.from(letters, (letter): Observable<ClientRunEvent> => {
    if (letter === 'R') return throwError(() => REFUSED);
    if (letter === 'U') return throwError(() => UNTRUSTED);
    const seconds = Number(letter);
    return Number.isNaN(seconds)
      ? defer(() => of(eventOf(letter, scheduler.now())))
      : timer(seconds * 1000, scheduler).pipe(ignoreElements());
  });
  return concat(...steps);
}

function eventOf(letter: string, at: number): ClientRunEvent {
  const failed = (code: 'disconnected' | 'timed_out', temporary: boolean): ClientRunEvent => {
    return { type: 'failed', at, step: 'HELLO', error: new TransportError(code, 'Lost.'), temporary };
  };
  switch (letter) {
    case 'c':
      return { type: 'connected', at, host: 'h', port: 1, protocol: 'TLSv1.3', cipher: 'C' };
    case 'h':
      if (HELLO.kind === 'fail') throw new Error('not a FAIL');
      return { type: 'received', at, command: HELLO, line: 'HELLO' };
    case 'l':
      return failed('disconnected', true);
    case 'x':
      return failed('timed_out', false);
    case 'f':
      return {
        type: 'failed',
        at,
        step: 'HELLO',
        error: new ServiceError('failed_by_peer', 'Full.'),
        temporary: true,
      };
    case 'd':
      return { type: 'done', at, answers: 1 };
    case 'e':
      return { type: 'closed', at, graceful: true };
    default:
      throw new Error(`no event ${letter}`);
  }
}

interface Row {
  /** The attempts in turn, in the letters above. */
  readonly attempts: readonly string[];
  readonly seconds?: number;
  /** What happens at which millisecond; a pause as its length. */
  readonly events: readonly string[];
  readonly unsubscribeAt?: number;
  /** Measures the time without a connection. Default: the scheduler. */
  readonly clock?: { readonly now: () => number };
  /** The number of attempts that begin; all of them when not given. */
  readonly begun?: number;
}

/** Plays attempts in virtual time; the pauses are half of their bounds. */
const plays = test.macro((t, { attempts, seconds = 3600, events, unsubscribeAt, begun, clock }: Row) => {
  const scheduler = new TestScheduler(assert.deepEqual);
  scheduler.run(() => {
    const told: string[] = [];
    const tell = (what: string): void => {
      told.push(`${scheduler.now()} ${what}`);
    };
    let count = 0;
    const once = defer(() => {
      const letters = attempts[count++];
      if (letters === undefined) throw new Error('one attempt too many');
      return attemptOf(letters, scheduler);
    });
    const subscription = reconnecting(once, {
      seconds,
      scheduler,
      clock: clock ?? scheduler,
      random: () => 0.5,
    }).subscribe({
      next: (event) => {
        tell(
          event.type === 'reconnecting'
            ? `pause ${event.attempt}: ${event.seconds} s, ${event.error.message}`
            : event.type,
        );
      },
      error: (error: Error) => {
        tell(`error ${error.message}`);
      },
      complete: () => {
        tell('complete');
      },
    });
    if (unsubscribeAt !== undefined) {
      timer(unsubscribeAt, scheduler).subscribe(() => {
        subscription.unsubscribe();
      });
    }
    scheduler.flush();
    t.deepEqual(told, events);
    t.is(count, begun ?? attempts.length);
    t.is(scheduler.actions.length, 0, 'no timer is left');
  });
});

test('done at once: nothing is added', plays, {
  attempts: ['chde'],
  events: ['0 connected', '0 received', '0 done', '0 closed', '0 complete'],
});
test('lost, then done: a pause between', plays, {
  attempts: ['chle', 'chde'],
  events: [
    ...['0 connected', '0 received', '0 failed', '0 closed', '0 pause 1: 0.5 s, Lost.'],
    ...['500 connected', '500 received', '500 done', '500 closed', '500 complete'],
  ],
});
test('the time without a connection is that of the clock, not the time of day', plays, {
  attempts: ['R', 'R', 'R', 'chde'],
  seconds: 1,
  clock: { now: () => 0 },
  events: [
    ...['0 pause 1: 0.5 s, Refused.', '500 pause 2: 1 s, Refused.', '1500 pause 3: 1 s, Refused.'],
    ...['2500 connected', '2500 received', '2500 done', '2500 closed', '2500 complete'],
  ],
});
test('refused from the start: pauses grow', plays, {
  attempts: ['R', 'R', 'R', 'cd'],
  events: [
    '0 pause 1: 0.5 s, Refused.',
    '500 pause 2: 1 s, Refused.',
    '1500 pause 3: 2 s, Refused.',
    ...['3500 connected', '3500 done', '3500 complete'],
  ],
});
test('a server that is full, then lost', plays, {
  attempts: ['cfe', 'chl', 'chd'],
  events: [
    ...['0 connected', '0 failed', '0 closed', '0 pause 1: 0.5 s, Full.'],
    ...['500 connected', '500 received', '500 failed', '500 pause 2: 1 s, Lost.'],
    ...['1500 connected', '1500 received', '1500 done', '1500 complete'],
  ],
});
test('failed for good', plays, {
  attempts: ['chxe'],
  events: ['0 connected', '0 received', '0 failed', '0 closed', '0 complete'],
});
test('a server that is not trusted', plays, { attempts: ['U'], events: ['0 error Untrusted.'] });
test('lost, and then a server that is not trusted', plays, {
  attempts: ['chl', 'U'],
  events: ['0 connected', '0 received', '0 failed', '0 pause 1: 0.5 s, Lost.', '500 error Untrusted.'],
});
test('the time is over without a connection: its error', plays, {
  attempts: ['R', 'R', 'R'],
  seconds: 1,
  events: ['0 pause 1: 0.5 s, Refused.', '500 pause 2: 0.5 s, Refused.', '1000 error Refused.'],
});
test('the time is over after a session: its events are the last', plays, {
  attempts: ['chl', 'chl', 'chl'],
  seconds: 1,
  events: [
    ...['0 connected', '0 received', '0 failed', '0 pause 1: 0.5 s, Lost.'],
    ...['500 connected', '500 received', '500 failed', '500 pause 2: 0.5 s, Lost.'],
    ...['1000 connected', '1000 received', '1000 failed', '1000 complete'],
  ],
});
test('only time without a connection counts', plays, {
  attempts: ['ch9l', 'ch9l', 'chd'],
  seconds: 2,
  events: [
    ...['0 connected', '0 received', '9000 failed', '9000 pause 1: 0.5 s, Lost.'],
    ...['9500 connected', '9500 received', '18500 failed', '18500 pause 2: 1 s, Lost.'],
    ...['19500 connected', '19500 received', '19500 done', '19500 complete'],
  ],
});
test('a connection that holds for a minute begins anew', plays, {
  attempts: ['R', 'ch9999999l', 'cd'],
  seconds: 1,
  events: [
    ...['0 pause 1: 0.5 s, Refused.', '500 connected', '500 received', '63500 failed'],
    ...['63500 pause 1: 0.5 s, Lost.', '64000 connected', '64000 done', '64000 complete'],
  ],
});
test('closed before the first line, three times in a row: the certificate may be refused', plays, {
  attempts: ['cl', 'cl', 'cl'],
  events: [
    ...['0 connected', '0 failed', '0 pause 1: 0.5 s, Lost.'],
    ...['500 connected', '500 failed', '500 pause 2: 1 s, Lost.'],
    ...['1500 connected', '1500 failed', '1500 complete'],
  ],
});
test('closed before the first line, but not in a row', plays, {
  attempts: ['cl', 'cl', 'chl', 'cl', 'cf', 'cl', 'cd'],
  seconds: 3600,
  events: [
    ...['0 connected', '0 failed', '0 pause 1: 0.5 s, Lost.'],
    ...['500 connected', '500 failed', '500 pause 2: 1 s, Lost.'],
    ...['1500 connected', '1500 received', '1500 failed', '1500 pause 3: 2 s, Lost.'],
    ...['3500 connected', '3500 failed', '3500 pause 4: 4 s, Lost.'],
    ...['7500 connected', '7500 failed', '7500 pause 5: 8 s, Full.'],
    ...['15500 connected', '15500 failed', '15500 pause 6: 16 s, Lost.'],
    ...['31500 connected', '31500 done', '31500 complete'],
  ],
});
test('unsubscribing ends a pause at once', plays, {
  attempts: ['R', 'R'],
  begun: 1,
  unsubscribeAt: 499,
  events: ['0 pause 1: 0.5 s, Refused.'],
});
