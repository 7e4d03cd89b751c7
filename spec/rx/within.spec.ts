import test from 'ava';
import { asyncScheduler, NEVER } from 'rxjs';
import { timedOut } from '../../lib/protocol/failures.js';
import { within } from '../../lib/rx/within.js';
import '../support/rxjs.js';
import { virtually } from '../support/session.js';

const LATE = timedOut('A step', 0.005);

const limited = test.macro({
  exec: (t, source: string, subs: string, expected: string, error?: unknown) => {
    virtually(t, ({ cold, expectObservable, expectSubscriptions }) => {
      const given = cold(source, undefined, LATE);
      expectObservable(given.pipe(within(0.005, asyncScheduler, () => LATE))).toBe(
        expected,
        undefined,
        error,
      );
      expectSubscriptions(given.subscriptions).toBe(subs);
    });
  },
  title: (title) => title ?? '',
});
test('a value in time', limited, '----a---|', '^-------!', '----a---|');
test('after a value, no limit', limited, 'a---------b|', '^----------!', 'a---------b|');
test('an end in time', limited, '----|', '^---!', '----|');
test('an error in time passes through', limited, '---#', '^--!', '---#', LATE);
test('too late', limited, '------a|', '^----!', '-----#', LATE);

test('the error is created only when the time has passed', (t) => {
  virtually(t, ({ expectObservable, flush }) => {
    let created = 0;
    const late = () => {
      created += 1;
      return LATE;
    };
    expectObservable(NEVER.pipe(within(0.005, asyncScheduler, late))).toBe('-----#', undefined, LATE);
    t.is(created, 0);
    flush();
    t.is(created, 1);
  });
});
