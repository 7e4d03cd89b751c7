import test from 'ava';
import { concat, of, Subject } from 'rxjs';
import { peerLeft, serverStopping } from '../../lib/protocol/failures.js';
import type { TlslpError } from '../../lib/protocol/errors.js';
import { failWhen, type SessionEnd } from '../../lib/session/fail-when.js';
import type { Peer } from '../../lib/session/events.js';
import '../support/rxjs.js';
import { virtually } from '../support/session.js';

const NOBODY: Peer = { remote: null, client: null, tls: null };
const STOP = serverStopping();
const LEFT = peerLeft();

const mirrors = test.macro({
  exec: (t, source: string, sourceSubs: string, trouble: string, troubleSubs: string, expected: string) => {
    virtually(t, ({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold(source, undefined, LEFT);
      const trouble$ = cold<TlslpError>(trouble, { x: STOP, y: LEFT }, STOP);
      // The error that is expected is the trouble's, except where the source's own is marked by an e in front.
      const error = expected.includes('e') ? LEFT : STOP;
      expectObservable(source$.pipe(failWhen(trouble$, NOBODY))).toBe(
        expected.replace('e', ''),
        undefined,
        error,
      );
      expectSubscriptions(source$.subscriptions).toBe(sourceSubs);
      expectSubscriptions(trouble$.subscriptions).toBe(troubleSubs);
    });
  },
  title: (title) => title ?? '',
});

test(
  'without trouble it mirrors', mirrors,
  '--a--b--|',
  '^-------!',
  '---------',
  '^-------!',
  '--a--b--|',
); // prettier-ignore
test(
  'the first trouble ends both', mirrors,
  '--a--b--|',
  '^---!    ',
  '----x-y--',
  '^---!    ',
  '--a-#    ',
); // prettier-ignore
test(
  'trouble that fails is trouble too', mirrors,
  '--a--b--|',
  '^---!    ',
  '----#    ',
  '^---!    ',
  '--a-#    ',
); // prettier-ignore
test(
  'trouble that completes means nothing', mirrors,
  '--a--b--|',
  '^-------!',
  '----|    ',
  '^---!    ',
  '--a--b--|',
); // prettier-ignore
test(
  "the source's own error", mirrors,
  '--a--#   ',
  '^----!   ',
  '---------',
  '^----!   ',
  '--a--e#  ',
); // prettier-ignore
test(
  'empty', mirrors,
  '|        ',
  '(^!)     ',
  '---------',
  '(^!)     ',
  '|        ',
); // prettier-ignore
test(
  'never, until there is trouble', mirrors,
  '---------',
  '^------!',
  '-------x',
  '^------!',
  '-------#',
); // prettier-ignore

test('unsubscribed early, both are left', (t) => {
  virtually(t, ({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('         --a--b--|');
    const trouble = cold<never>(' ---------');
    const unsub = '               ---!     ';
    const subs = '                ^--!     ';
    const expected = '            --a-     ';
    expectObservable(source.pipe(failWhen(trouble, NOBODY)), unsub).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
    expectSubscriptions(trouble.subscriptions).toBe(subs);
  });
});

test('trouble from before keeps the source from being subscribed to at all', (t) => {
  let subscribed = false;
  const source = new Subject<number>();
  const told: unknown[] = [];
  concat(of(0), source)
    .pipe(failWhen(of(STOP), NOBODY))
    .subscribe({ next: () => (subscribed = true), error: (error: unknown) => told.push(error) });
  t.deepEqual(told, [STOP]);
  t.false(subscribed);
  t.false(source.observed);
});

test('a function ends those for whose peer it returns an error, and is called for each', (t) => {
  const ends = new Subject<SessionEnd>();
  const [one, other] = [{ ...NOBODY }, { ...NOBODY }];
  const seen: unknown[] = [];
  for (const peer of [one, other]) {
    new Subject()
      .pipe(failWhen(ends, peer))
      .subscribe({ error: (error) => seen.push([peer === one, error]) });
  }
  ends.next(() => null);
  t.deepEqual(seen, []);
  ends.next((peer) => (peer === other ? STOP : null));
  t.deepEqual(seen, [[false, STOP]]);
  ends.next(LEFT);
  t.deepEqual(seen, [
    [false, STOP],
    [true, LEFT],
  ]);
});
