import test, { type ExecutionContext } from 'ava';
import { VirtualTimeScheduler } from 'rxjs';
import { CHECK_MS, FreeSpace, REMIND_MS, type SpaceNotice } from '../../lib/records/free-space.js';

const MIN = 1_000_000;

interface Watched {
  readonly space: FreeSpace;
  readonly notices: SpaceNotice[];
  /** Sets the free bytes; null for a directory that is gone. */
  readonly set: (free: number | null) => void;
  /** Lets this time pass, and each look in it end. */
  readonly pass: (milliseconds: number) => Promise<void>;
}

function watch(t: ExecutionContext, free: number, isUsed?: () => boolean): Watched {
  const scheduler = new VirtualTimeScheduler(undefined, 0);
  const notices: SpaceNotice[] = [];
  let now: number | null = free;
  const space = new FreeSpace({
    directory: '/re\ncords',
    minBytes: MIN,
    onNotice: (notice) => notices.push(notice),
    scheduler,
    ...(isUsed === undefined ? {} : { isUsed }),
    freeBytes: () => (now === null ? Promise.reject(new Error('gone')) : Promise.resolve(now)),
  });
  t.teardown(() => {
    space.close();
  });
  return {
    space,
    notices,
    set: (bytes) => (now = bytes),
    pass: async (milliseconds) => {
      const until = scheduler.frame + milliseconds;
      while (scheduler.maxFrames < until) {
        scheduler.maxFrames = Math.min(until, scheduler.maxFrames + CHECK_MS);
        scheduler.flush();
        await new Promise(setImmediate);
      }
      scheduler.frame = until;
    },
  };
}

const SHORT =
  'New sessions are refused: 0.5 MB are free in /re\\ncords, and --min-free-space is 1.0 MB. Free some disk space.';

test('with space, nothing is said and nobody is refused', async (t) => {
  const { space, notices, pass } = watch(t, MIN);
  await space.start();
  await pass(2 * REMIND_MS);
  t.is(space.shortage(), null);
  t.deepEqual(notices, []);
});

test('without, it is said at once and hourly, and when there is space again', async (t) => {
  const { space, notices, pass, set } = watch(t, MIN / 2);
  await space.start();
  t.is(space.shortage()?.code, 'no_space');
  t.deepEqual(notices, [{ short: true, message: SHORT }]);
  await pass(REMIND_MS - CHECK_MS);
  t.is(notices.length, 1);
  await pass(2 * CHECK_MS);
  t.is(notices.length, 2);
  set(MIN);
  await pass(CHECK_MS);
  t.is(space.shortage(), null);
  t.deepEqual(notices.slice(2), [
    { short: false, message: 'New sessions are accepted again: there is space in /re\\ncords.' },
  ]);
});

test('a directory that cannot be looked at changes nothing', async (t) => {
  const { space, notices, pass, set } = watch(t, 0);
  await space.start();
  set(null);
  await pass(3 * CHECK_MS);
  t.not(space.shortage(), null);
  t.is(notices.length, 1);
});

test('a new threshold counts at once, and 0 refuses nobody', async (t) => {
  const { space, notices, pass } = watch(t, MIN / 2);
  await space.start();
  space.setMinBytes(0);
  t.is(space.shortage(), null);
  await pass(CHECK_MS);
  space.setMinBytes(MIN);
  await pass(CHECK_MS);
  t.not(space.shortage(), null);
  t.deepEqual(
    notices.map(({ short }) => short),
    [true, false, true],
  );
});

test('after the end there are no looks', async (t) => {
  const { space, pass, set } = watch(t, MIN);
  await space.start();
  space.close();
  set(0);
  await pass(10 * CHECK_MS);
  t.is(space.shortage(), null);
});

test('while no records go there, a full disk refuses nobody', async (t) => {
  let isUsed = false;
  const { space, notices, pass } = watch(t, MIN / 2, () => isUsed);
  await space.start();
  t.is(space.shortage(), null);
  isUsed = true;
  await pass(CHECK_MS);
  t.is(space.shortage()?.code, 'no_space');
  isUsed = false;
  await pass(CHECK_MS);
  t.is(space.shortage(), null);
  t.deepEqual(
    notices.map(({ message }) => message),
    [SHORT, 'New sessions are accepted again: no records go to /re\\ncords.'],
  );
});
