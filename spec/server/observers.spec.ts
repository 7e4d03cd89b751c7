import test from 'ava';
import { from, of, Subject, throwError, type Observable } from 'rxjs';
import type { ServerEvent } from '../../lib/server/events.js';
import { notifyObservers, type Observer } from '../../lib/server/observers.js';

const event = (sessions: number): ServerEvent => ({ type: 'stopping', at: 0, sessions, drainTimeout: 0 });
const number = (told: ServerEvent): number => (told.type === 'stopping' ? told.sessions : -1);

/** Who was told what, in order. */
function told(source: Observable<ServerEvent>, observers: readonly Observer[] = []): string[] {
  const seen: string[] = [];
  const named = ['a', 'b'].map((name) => (heard: ServerEvent) => seen.push(`${name}${number(heard)}`));
  source.pipe(notifyObservers([...named, ...observers])).subscribe({
    next: (heard) => seen.push(`subscriber${number(heard)}`),
    error: () => seen.push('error'),
    complete: () => seen.push('complete'),
  });
  return seen;
}

test('each observer is told each event, before the subscriber', (t) => {
  t.deepEqual(told(from([event(1), event(2)])), [
    'a1',
    'b1',
    'subscriber1',
    'a2',
    'b2',
    'subscriber2',
    'complete',
  ]);
});

test('one that throws harms nobody', (t) => {
  const throwing = (): never => {
    throw new Error('a bug');
  };
  t.deepEqual(told(of(event(1)), [throwing]), ['a1', 'b1', 'subscriber1', 'complete']);
});

test('an error passes', (t) => {
  t.deepEqual(told(throwError(() => new Error('x'))), ['error']);
});

test('what is caused from inside the telling comes after it, for everybody', (t) => {
  const source = new Subject<ServerEvent>();
  const seen: string[] = [];
  const observers: Observer[] = [
    (heard) => {
      seen.push(`a${number(heard)}`);
      if (number(heard) !== 1) return;
      source.next(event(2));
      source.complete();
    },
    (heard) => seen.push(`b${number(heard)}`),
  ];
  source.pipe(notifyObservers(observers)).subscribe({
    next: (heard) => seen.push(`subscriber${number(heard)}`),
    complete: () => seen.push('complete'),
  });
  source.next(event(1));
  t.deepEqual(seen, ['a1', 'b1', 'subscriber1', 'a2', 'b2', 'subscriber2', 'complete']);
});

test('unsubscribed from inside: nothing more is told to the subscriber', (t) => {
  const source = new Subject<ServerEvent>();
  const seen: number[] = [];
  const subscription = source.pipe(notifyObservers([() => undefined])).subscribe((heard) => {
    seen.push(number(heard));
    source.next(event(2));
    subscription.unsubscribe();
  });
  source.next(event(1));
  t.deepEqual(seen, [1]);
  t.false(source.observed);
});
