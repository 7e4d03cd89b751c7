import test from 'ava';
import fc from 'fast-check';
import { FIRST_PAUSE_MS, HELD_MS, MAX_PAUSE_MS, Outage } from '../../lib/client/outage.js';

const NEARLY_ONE = 1 - 2 ** -20;

test('the bounds double from 1 s to 60 s', (t) => {
  const outage = new Outage(3600, 0, () => NEARLY_ONE);
  const pauses = Array.from({ length: 9 }, () => outage.pause(0));
  t.deepEqual(pauses, [999, 1999, 3999, 7999, 15_999, 31_999, 59_999, 59_999, 59_999]);
  t.is(outage.tries, 9);
});

test('the last attempt is made when the time is over, and no other', (t) => {
  const outage = new Outage(2.5, 1000, () => NEARLY_ONE);
  t.is(outage.pause(1000), 999);
  t.is(outage.pause(2000), 1500);
  t.is(outage.pause(3500), null);
});

test('time with a connection does not count', (t) => {
  const outage = new Outage(1, 0, () => 0);
  outage.connected(400);
  outage.lost(50_000);
  t.is(outage.pause(50_599), 0);
  t.is(outage.pause(50_600), null);
});

test('a connection that holds starts the time and the pauses anew', (t) => {
  const outage = new Outage(1, 0, () => NEARLY_ONE);
  t.is(outage.pause(0), 999);
  outage.connected(999);
  outage.lost(999 + HELD_MS);
  t.is(outage.pause(999 + HELD_MS), 999);
  t.is(outage.tries, 1);
});

test('a connection that holds a little less does not', (t) => {
  const outage = new Outage(10, 0, () => NEARLY_ONE);
  outage.pause(0);
  outage.connected(999);
  outage.lost(998 + HELD_MS);
  t.is(outage.pause(998 + HELD_MS), 1999);
});

test('a clock that is set back gives no more pauses than the time has', (t) => {
  const outage = new Outage(1, 10_000, () => NEARLY_ONE);
  outage.connected(5000);
  outage.lost(4000);
  t.is(outage.pause(3000), 999);
});

test('any pause is within its bound, and all together within the time', (t) => {
  const part = fc.double({ min: 0, max: NEARLY_ONE, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), fc.array(part, { minLength: 1 }), (seconds, parts) => {
      let now = 0;
      let tries = 0;
      const outage = new Outage(seconds, now, () => parts[tries % parts.length] ?? 0);
      for (;;) {
        const pause = outage.pause(now);
        if (pause === null || tries > 300) break;
        const bound = Math.min(FIRST_PAUSE_MS * 2 ** tries, MAX_PAUSE_MS);
        if (pause < 0 || pause >= bound) throw new Error(`${pause} is not below ${bound}`);
        now += pause;
        tries++;
      }
      if (now > seconds * 1000) throw new Error(`${now} ms are longer than ${seconds} s`);
    }),
  );
  t.pass();
});
