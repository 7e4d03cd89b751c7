import test from 'ava';
import { FAIL, failed, LEFT, speaks } from '../support/client-marbles.js';

const silent = (step: string, seconds: number) =>
  failed(step, 'timed_out', `The server sent no command within ${seconds} s.`);

test('many: a whole conversation', speaks, {
  lines: ' -h---w----f---c---d',
  subs: '  ^-----------------!',
  events: '-(hH)(wsW)(fF)(cC)(dDO|)',
  aborted: false,
});
test('DONE may follow WORK: how many answers it wants is for the server to say', speaks, {
  lines: ' -h---w----d',
  subs: '  ^---------!',
  events: '-(hH)(wsW)(dDo|)',
  aborted: false,
});

// What the server does not say.
test('never: 10 seconds for the first line', speaks, {
  lines: ' -',
  subs: '  ^ 9999ms !',
  events: '10s (z|)',
  failure: silent('HELLO', 10),
});
test('one: 10 seconds for the next line, from the answer on', speaks, {
  lines: ' -h-',
  subs: '  ^ 10s !',
  events: '-(hH) 9996ms (z|)',
  failure: silent('HELLO', 10),
});
test('the deadline is the one configured, and is no longer than a timer can be', speaks, {
  lines: ' -',
  subs: '  ^ 2147483646ms !',
  events: '2147483647ms (z|)',
  failure: silent('HELLO', 1e10),
  context: { otherTimeout: 1e10 },
});
test('empty: it left', speaks, {
  lines: ' --|',
  subs: '  ^-!',
  events: '--(z|)',
  failure: failed('HELLO', 'disconnected', LEFT),
});
test('it ended its side right after DONE: OK is sent all the same', speaks, {
  lines: ' -h--w---d|',
  subs: '  ^--------!',
  events: '-h-Hws-Wd-(Do|)',
  solver: '-(x|)',
  inputDrained: '--|',
  aborted: false,
});
test('it ended its side together with DONE: OK is sent all the same', speaks, {
  lines: ' -h--w---(d|)',
  subs: '  ^-------!',
  events: '-h-Hws-Wd-(Do|)',
  solver: '-(x|)',
  inputDrained: '--|',
  aborted: false,
});
test('the lines failed after DONE, before OK was sent', speaks, {
  lines: ' -h--w---d#',
  subs: '  ^--------!',
  events: '-h-Hws-Wd(z|)',
  solver: '-(x|)',
  inputDrained: '--|',
  failure: failed('DONE', 'internal_error', 'Server error.'),
  aborted: false,
});
test('it left instead of DONE', speaks, {
  lines: ' -h---w----f---|',
  subs: '  ^-------------!',
  events: '-(hH)(wsW)(fF)(z|)',
  failure: failed('FULL_NAME', 'disconnected', LEFT),
  aborted: false,
});
test('error: the lines failed', speaks, {
  lines: ' -h---#',
  subs: '  ^----!',
  events: '-(hH)(z|)',
  failure: failed('HELLO', 'internal_error', 'Server error.'),
});

// What the server should not say.
test('FAIL first of all', speaks, {
  lines: ' -x',
  subs: '  ^!',
  events: '-(z|)',
  failure: failed('HELLO', 'failed_by_peer', FAIL),
});
test('FAIL without a reason', speaks, {
  lines: ' -h---w----y',
  subs: '  ^---------!',
  events: '-(hH)(wsW)(z|)',
  failure: failed('WORK', 'failed_by_peer', 'The server sent FAIL without a reason.'),
  aborted: false,
});
test('a line that is no command', speaks, {
  lines: ' -h---o',
  subs: '  ^----!',
  events: '-(hH)(z|)',
  failure: failed(
    'HELLO',
    'malformed_command',
    'The line is not a valid command: its first word is not a command.',
  ),
});
test('a word too many', speaks, {
  lines: ' -e',
  subs: '  ^!',
  events: '-(z|)',
  failure: failed('HELLO', 'malformed_command', 'The line is not a valid command: HELLO takes no argument.'),
});
test('a token that one should not hash', speaks, {
  lines: ' -h---t',
  subs: '  ^----!',
  events: '-(hH)(z|)',
  failure: failed(
    'HELLO',
    'malformed_command',
    'The line is not a valid command: the token of WORK is not 1 to 128 characters of A-Za-z0-9_-.',
  ),
});
test('more work than there can be', speaks, {
  lines: ' -h---b',
  subs: '  ^----!',
  events: '-(hH)(z|)',
  failure: failed(
    'HELLO',
    'malformed_command',
    'The line is not a valid command: n_bits of WORK is not an integer from 0 to 64.',
  ),
});
const outOfOrder = (step: string, came: string, due: string) =>
  failed(step, 'unsolicited_line', `The server sent ${came} where ${due} was expected.`);
test('WORK before HELLO', speaks, {
  lines: ' -w',
  subs: '  ^!',
  events: '-(z|)',
  failure: outOfOrder('HELLO', 'WORK', 'HELLO'),
});
test('HELLO twice', speaks, {
  lines: ' -h---h',
  subs: '  ^----!',
  events: '-(hH)(z|)',
  failure: outOfOrder('HELLO', 'HELLO', 'WORK'),
});
test('a request for an answer before the work', speaks, {
  lines: ' -h---f',
  subs: '  ^----!',
  events: '-(hH)(z|)',
  failure: outOfOrder('HELLO', 'FULL_NAME', 'WORK'),
});
test('DONE before the work', speaks, {
  lines: ' -h---d',
  subs: '  ^----!',
  events: '-(hH)(z|)',
  failure: outOfOrder('HELLO', 'DONE', 'WORK'),
});
test('WORK again', speaks, {
  lines: ' -h---w----f---w',
  subs: '  ^-------------!',
  events: '-(hH)(wsW)(fF)(z|)',
  failure: outOfOrder('FULL_NAME', 'WORK', 'a request for an answer or DONE'),
  aborted: false,
});

// Turns.
test('an answer may take its time, and the next command comes after it', speaks, {
  lines: ' -h--w----f--d',
  subs: '  ^-------------!',
  events: '-h-Hw-s-Wf-Fd-(DO|)',
  solver: '--(x|)',
  sending: '--|',
  aborted: false,
});
test('a command before the last one is answered', speaks, {
  lines: ' -h-w',
  subs: '  ^--!',
  events: '-h-(z|)',
  sending: '---|',
  failure: failed('HELLO', 'unsolicited_line', 'The server sent WORK before HELLO was answered.'),
});
test('two commands at once', speaks, {
  lines: ' -(hw)',
  subs: '  ^!',
  events: '-(hz|)',
  inputDrained: '-|',
  failure: failed('HELLO', 'unsolicited_line', 'The server sent WORK before HELLO was answered.'),
});
test('a command together with DONE', speaks, {
  lines: ' -h-w--(dd)',
  subs: '  ^-----!',
  events: '-hHwsW(dz|)',
  solver: '-(x|)',
  inputDrained: '-|',
  failure: failed('DONE', 'unsolicited_line', 'The server sent DONE before DONE was answered.'),
  aborted: false,
});
