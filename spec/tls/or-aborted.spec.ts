import test from 'ava';
import { orAborted } from '../../lib/tls/or-aborted.js';

const reason = new Error('enough');
const never = new Promise<never>(() => undefined);

test('what the promise says, with a signal or without', async (t) => {
  const { signal } = new AbortController();
  t.is(await orAborted(Promise.resolve(1), undefined), 1);
  t.is(await orAborted(Promise.resolve(1), signal), 1);
  await t.throwsAsync(orAborted(Promise.reject(reason), signal), { is: reason });
});

test('an abort is a rejection with its reason, also one of before', async (t) => {
  const aborting = new AbortController();
  const waiting = orAborted(never, aborting.signal);
  aborting.abort(reason);
  await t.throwsAsync(waiting, { is: reason });
  await t.throwsAsync(orAborted(never, aborting.signal), { is: reason });
});

test('a failure that comes after the abort is nobody’s', async (t) => {
  const failing = Promise.reject(new Error('late'));
  await t.throwsAsync(orAborted(failing, AbortSignal.abort(reason)), { is: reason });
  // Were it unhandled, the process would end in this turn.
  await new Promise(setImmediate);
});
