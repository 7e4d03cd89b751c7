import test from 'ava';
import type { Solve, Solved } from '../../lib/client/context.js';
import { KeptWork } from '../../lib/client/kept-work.js';
import { satisfies } from '../../lib/work/verify.js';

/** A search of the test's solver. */
interface Search {
  readonly token: string;
  readonly nBits: number;
  readonly signal: AbortSignal;
  readonly find: (solved?: Solved) => void;
  readonly fail: (error: Error) => void;
}

/** A solver whose searches end when the test says so. */
function solver(): { searches: Search[]; work: KeptWork } {
  const searches: Search[] = [];
  const solve: Solve = (token, nBits, { signal }) =>
    new Promise((resolve, reject) => {
      const find = (solved = { suffix: suffixOf(token, nBits), attempts: 5, seconds: 2 }): void => {
        resolve(solved);
      };
      searches.push({ token, nBits, signal, find, fail: reject });
    });
  return { searches, work: new KeptWork(solve) };
}

/** A suffix that has exactly so many zero bits, so that one more is too much for it. */
function suffixOf(token: string, nBits: number): string {
  for (let n = 0; ; n++) {
    if (satisfies(token, nBits, String(n)) && !satisfies(token, nBits + 1, String(n))) return String(n);
  }
}

/** A session: it can be cut. */
function session(): { signal: AbortSignal; cut: () => void } {
  const controller = new AbortController();
  const cut = (): void => {
    controller.abort(new Error('cut'));
  };
  return { signal: controller.signal, cut };
}

function only<T>(list: readonly T[]): T {
  const [one] = list;
  if (one === undefined || list.length !== 1) throw new Error(`${list.length} instead of one`);
  return one;
}

test('a search outlives its session, and the next one with the same WORK joins it', async (t) => {
  const { searches, work } = solver();
  const [first, second] = [session(), session()];
  const lost = work.solve('a', 4, first);
  first.cut();
  await t.throwsAsync(async () => lost, { message: 'cut' });
  const joined = work.solve('a', 4, second);
  const search = only(searches);
  t.false(search.signal.aborted);
  search.find();
  t.deepEqual(await joined, { suffix: suffixOf('a', 4), attempts: 5, seconds: 2 });
});

test('a suffix that is found without a session is given to the next one, with its attempts', async (t) => {
  const { searches, work } = solver();
  const first = session();
  const lost = work.solve('a', 4, first);
  first.cut();
  await t.throwsAsync(async () => lost);
  only(searches).find();
  await new Promise(setImmediate);
  const suffix = suffixOf('a', 4);
  t.deepEqual(await work.solve('a', 3, session()), { suffix, attempts: 5, seconds: 2 });
  t.deepEqual(await work.solve('a', 4, session()), { suffix, attempts: 0, seconds: 0 });
  t.is(searches.length, 1);
});

test('a suffix with too few bits is not given: another search begins', async (t) => {
  const { searches, work } = solver();
  const first = work.solve('a', 4, session());
  only(searches).find();
  await first;
  const harder = work.solve('a', 5, session());
  t.deepEqual(
    searches.map(({ nBits }) => nBits),
    [4, 5],
  );
  searches[1]?.find();
  t.is((await harder).suffix, suffixOf('a', 5));
  t.is((await work.solve('a', 4, session())).suffix, suffixOf('a', 5), 'and the better one is kept');
});

test('other n_bits or another token end the search', async (t) => {
  const { searches, work } = solver();
  const [first, second] = [session(), session()];
  const lost = [work.solve('a', 8, first)];
  first.cut();
  lost.push(work.solve('a', 4, second));
  second.cut();
  const last = work.solve('b', 4, session());
  for (const promise of lost) await t.throwsAsync(async () => promise, { message: 'cut' });
  t.deepEqual(
    searches.map(({ signal }) => signal.aborted),
    [true, true, false],
  );
  // The old ones come late, and are nobody's.
  searches[0]?.find();
  searches[2]?.find();
  t.is((await last).suffix, suffixOf('b', 4));
  void work.solve('a', 8, session());
  t.is(searches.length, 4);
});

test('a token of before ends the search for another one', async (t) => {
  const { searches, work } = solver();
  const solved = work.solve('a', 4, session());
  only(searches).find();
  await solved;
  const cut = session();
  const lost = work.solve('b', 4, cut);
  cut.cut();
  await t.throwsAsync(async () => lost);
  t.is((await work.solve('a', 4, session())).attempts, 0);
  t.true(searches[1]?.signal.aborted);
});

test('the error of a search is the error of its session; the next one begins anew', async (t) => {
  const { searches, work } = solver();
  const failing = work.solve('a', 4, session());
  only(searches).fail(new Error('no'));
  await t.throwsAsync(async () => failing, { message: 'no' });
  const cut = session();
  const lost = work.solve('a', 4, cut);
  cut.cut();
  await t.throwsAsync(async () => lost, { message: 'cut' });
  // Nobody waits for it: an unhandled rejection would fail the test.
  searches[1]?.fail(new Error('no'));
  await new Promise(setImmediate);
  void work.solve('a', 4, session());
  t.is(searches.length, 3);
});

test('a solver that throws, rather than rejects', async (t) => {
  const work = new KeptWork(() => {
    throw new Error('at once');
  });
  await t.throwsAsync(async () => work.solve('a', 4, session()), { message: 'at once' });
});

test('what a wrong solver returns is passed on to be judged, and not kept', async (t) => {
  const { searches, work } = solver();
  for (const [index, wrong] of [null, { suffix: 7 }, { suffix: 'wrong' }].entries()) {
    const judged = work.solve('a', 60, session());
    searches[index]?.find(wrong as unknown as Solved);
    t.is(await judged, wrong as unknown as Solved);
  }
  void work.solve('a', 60, session());
  t.is(searches.length, 4);
});

test('few are kept: the oldest goes first', async (t) => {
  const { searches, work } = solver();
  for (const token of ['a', 'b', 'c', 'd', 'e']) {
    const solved = work.solve(token, 2, session());
    searches[searches.length - 1]?.find();
    await solved;
  }
  t.is((await work.solve('b', 2, session())).attempts, 0);
  void work.solve('a', 2, session());
  t.is(searches.length, 6);
});

test('stopped: the search ends, and nothing is kept', async (t) => {
  const { searches, work } = solver();
  const solved = work.solve('a', 2, session());
  only(searches).find();
  await solved;
  void work.solve('b', 2, session());
  work.stop();
  t.true(searches[1]?.signal.aborted);
  void work.solve('a', 2, session());
  t.is(searches.length, 3);
});
