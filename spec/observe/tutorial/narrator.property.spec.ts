import assert from 'node:assert';
import test from 'ava';
import fc from 'fast-check';
import { stepOf } from '../../../lib/protocol/commands.js';
import { unsolicitedLine } from '../../../lib/protocol/failures.js';
import { body, CKSUM, DONE, eventsOf, HELLO, narrationOf, SUFFIX, TOKEN, work } from './conversation.js';

const PLAN = [HELLO, work(), body(), body('EMAIL1', 'other'), DONE];
const RIGHT = ['HELLOBACK', SUFFIX, `${CKSUM} Ada`];

// What goes wrong is text that is nearly right, text that a terminal would obey, and anything else.
const piece = fc.oneof(
  fc.constantFrom('HELLOBACK', 'OK', TOKEN, SUFFIX, CKSUM, CKSUM.toUpperCase(), 'FULL_NAME', 'WORK'),
  fc.constantFrom(
    '\u001b[2J',
    '\r',
    '\0',
    '\u009b31m',
    '\u202e',
    '\ufeff',
    '"',
    '<',
    '>',
    "b'",
    '\\n',
    ' ',
    '\t',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.base64String({ maxLength: 100 }),
);
const line = fc
  .array(piece, { maxLength: 12 })
  .map((pieces) => pieces.join('').replaceAll('\n', '').slice(0, 999));

const CONTROLS =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]|\p{Cs}/u;

function tellEach(check: (text: string, step: string) => void): void {
  const property = fc.property(line, fc.integer({ min: 0, max: PLAN.length - 1 }), (wrong, at) => {
    const lines = [...RIGHT.slice(0, at), ...(at > RIGHT.length ? [`${CKSUM} x`] : []), wrong];
    const step = PLAN[at];
    assert.ok(step);
    check(narrationOf(eventsOf(PLAN, lines, unsolicitedLine())), stepOf(step));
  });
  fc.assert(property, { numRuns: 300, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: false });
}

test('whatever a client sends is told, and nothing of it moves the cursor', (t) => {
  tellEach((text) => {
    assert.doesNotMatch(text, CONTROLS);
  });
  t.pass();
});

test('no line is wider than 100 columns, and none ends in white space', (t) => {
  tellEach((text) => {
    for (const shown of text.split('\n')) {
      assert.ok(Array.from(shown).length <= 100, shown);
      assert.strictEqual(shown, shown.trimEnd());
    }
  });
  t.pass();
});

test('the same lines are told in the same words', (t) => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: PLAN.length }), (lines) => {
      assert.strictEqual(narrationOf(eventsOf(PLAN, lines)), narrationOf(eventsOf(PLAN, lines)));
    }),
    { numRuns: 50 },
  );
  t.pass();
});
