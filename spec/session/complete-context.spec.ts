import test from 'ava';
import { asyncScheduler, EMPTY, NEVER, Observable, throwError, timer } from 'rxjs';
import { completeContext, elapsed, stamp, type CompleteContext } from '../../lib/session/complete-context.js';
import type { SessionContext } from '../../lib/session/context.js';
import '../support/rxjs.js';
import { virtually } from '../support/session.js';

const GIVEN: SessionContext = { id: 'a', token: 't', commands: [], send: () => EMPTY };

test('without a peer, its fields are null', (t) => {
  t.deepEqual(completeContext(GIVEN).peer, { remote: null, client: null, tls: null });
});

test('elapsed counts from the beginning of the session, in seconds', (t) => {
  virtually(t, ({ flush }) => {
    const told: unknown[] = [];
    timer(5_000).subscribe(() => {
      const context = completeContext({ ...GIVEN, scheduler: asyncScheduler });
      timer(1_250).subscribe(() => {
        const { at, elapsed: seconds } = stamp(context);
        told.push(at, seconds, elapsed(context));
      });
    });
    flush();
    t.deepEqual(told, [6_250, 1.25, 1.25]);
  });
});

const asking = (context: CompleteContext): Observable<never> =>
  new Observable((asker) => {
    context.ask('HELLO', asker, () => {
      asker.complete();
    });
  });

const late = test.macro({
  exec: (t, sendTimeout: number | null | undefined, expected: readonly string[]) => {
    virtually(t, ({ flush }) => {
      const told: string[] = [];
      const sending = sendTimeout === undefined ? {} : { sendTimeout };
      const context = completeContext({
        ...GIVEN,
        ...sending,
        send: () => NEVER,
        scheduler: asyncScheduler,
      });
      asking(context).subscribe({
        error: ({ code, message }: { code: string; message: string }) => {
          told.push(`${code}: ${message} (${asyncScheduler.now()} ms)`);
        },
      });
      flush();
      t.deepEqual(told, expected);
    });
  },
  title: (title) => `a line that is never taken: ${title ?? ''}`,
});
test('the deadline of the context', late, 2, ['not_sent: The line was not taken within 2 s. (2000 ms)']);
test('the default deadline', late, undefined, ['not_sent: The line was not taken within 10 s. (10000 ms)']);
test('no deadline', late, null, []);

test("the error of an embedder's send is the cause of not_sent", (t) => {
  const cause = new Error('EPIPE');
  const told: unknown[] = [];
  asking(completeContext({ ...GIVEN, send: () => throwError(() => cause) })).subscribe({
    error: (error: unknown) => told.push(error),
  });
  t.like(told[0], { code: 'not_sent', message: 'The line could not be written.', cause });
});
