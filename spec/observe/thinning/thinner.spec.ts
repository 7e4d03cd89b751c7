import test from 'ava';
import { VirtualTimeScheduler } from 'rxjs';
import { MAX_KINDS, Thinner, WINDOW_MS, type Hidden } from '../../../lib/observe/thinning/thinner.js';

function stage() {
  const scheduler = new VirtualTimeScheduler();
  const reports: Hidden<string>[] = [];
  const thinner = new Thinner<string>(scheduler, (hidden) => reports.push(hidden), 10);
  /** So many lines of a kind; how many were shown. */
  const lines = (kind: string, count: number, detail = 'x'): number => {
    let shown = 0;
    for (let n = 0; n < count; n++) {
      if (thinner.isShown(kind, kind)) shown += 1;
      else thinner.hide(kind, kind, detail);
    }
    return shown;
  };
  const minute = (): Hidden<string>[] => {
    scheduler.maxFrames = scheduler.frame + WINDOW_MS;
    scheduler.flush();
    return reports.splice(0);
  };
  return { thinner, lines, minute, reports, scheduler };
}

test('nine lines of a kind within a minute are shown, and the rest counted', (t) => {
  const { lines, minute } = stage();
  t.is(lines('a', 9), 9);
  t.is(lines('b', 3000), 9);
  t.deepEqual(minute(), [{ kind: 'b', isMixed: false, count: 2991, details: ['x (2991)'] }]);
});

test('while it goes on, there is one report a minute and no other line', (t) => {
  const { lines, minute } = stage();
  lines('a', 100);
  minute();
  t.is(lines('a', 12), 0);
  t.like(minute(), [{ count: 12 }]);
  t.is(lines('a', 3), 0, 'the minute before had twelve');
  t.like(minute(), [{ count: 3 }]);
  t.is(lines('a', 3), 3);
  t.deepEqual(minute(), []);
});

test('the end reports at once, and leaves no timer', (t) => {
  const { thinner, lines, reports, scheduler } = stage();
  lines('a', 20, 'y');
  thinner.end();
  t.like(reports, [{ count: 11, details: ['y (11)'] }]);
  thinner.end();
  t.is(reports.length, 1);
  t.is(scheduler.actions.length, 0);
});

test('without lines, no timer runs', (t) => {
  const { lines, minute, scheduler } = stage();
  lines('a', 1);
  minute();
  minute();
  t.is(scheduler.actions.length, 0);
  t.is(lines('a', 1), 1);
  t.is(scheduler.actions.length, 1);
});

test('the table of kinds is bounded', (t) => {
  const { lines, minute } = stage();
  for (let n = 0; n < MAX_KINDS + 20; n++) lines(`kind ${n}`, 1);
  t.is(lines('kind 0', 1), 1);
  t.like(minute(), [{ isMixed: true, count: 11 }]);
});
