import test from 'ava';
import { BLOCK_BYTES, layOut } from '../../lib/work/layout.js';

const FIXED = { counter: '012345678', inner: 'xy' };

const layout = test.macro({
  exec(t, length: number, suffixLength: number) {
    const token = 't'.repeat(length);
    const { head, last, suffix } = layOut(token);
    const text = suffix(FIXED.counter, FIXED.inner);
    t.is(text.length, suffixLength);
    t.is(head.length % BLOCK_BYTES, 0);
    t.is(last.length, BLOCK_BYTES);
    // The counter ends the head, and the inner characters begin word 13 of the last block.
    const whole = token + text;
    t.is(whole.slice(head.length - 9, head.length), FIXED.counter);
    t.is(whole.slice(head.length + 52, head.length + 54), FIXED.inner);
    t.is(last.readUInt32BE(60), whole.length * 8);
    t.is(last[55], 0x80);
  },
  title: (_, length: number, suffixLength: number) => `a token of ${length}: a suffix of ${suffixLength}`,
});

test(layout, 1, 118);
test(layout, 55, 64);
test(layout, 56, 127);
test(layout, 64, 119);
test(layout, 119, 64);
test(layout, 120, 127);
test(layout, 128, 119);
