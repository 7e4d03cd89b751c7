import test from 'ava';
import { throwError } from 'rxjs';
import { ConfigError, TransportError } from '../../lib/protocol/errors.js';
import { FAIL, failed, LEFT, speaks } from '../support/client-marbles.js';

// Work that takes long.
test('the deadline for the next line does not run while we work', speaks, {
  lines: ' -h---w 20003ms d',
  subs: '  ^-----  20003ms !',
  events: '-(hH)w 19999ms (sW)(dDo|)',
  solver: '20s (x|)',
  aborted: false,
});
test('FAIL stops the work', speaks, {
  lines: ' -h---w---x',
  subs: '  ^--------!',
  events: '-(hH)w---(z|)',
  solver: '-',
  failure: failed('WORK', 'failed_by_peer', FAIL),
  aborted: 9,
});
test('a server that leaves stops the work', speaks, {
  lines: ' -h---w---|',
  subs: '  ^--------!',
  events: '-(hH)w---(z|)',
  solver: '-',
  failure: failed('WORK', 'disconnected', LEFT),
  aborted: 9,
});
test('a connection that fails stops the work', speaks, {
  lines: ' -h---w---#',
  subs: '  ^--------!',
  events: '-(hH)w---(z|)',
  solver: '-',
  failure: failed('WORK', 'internal_error', 'Server error.'),
  aborted: 9,
});
test('a command in the middle of the work stops it', speaks, {
  lines: ' -h---w---f',
  subs: '  ^--------!',
  events: '-(hH)w---(z|)',
  solver: '-',
  failure: failed('WORK', 'unsolicited_line', 'The server sent FULL_NAME before WORK was answered.'),
  aborted: 9,
});
test('work has 1800 seconds', speaks, {
  lines: ' -h---w-',
  subs: '  ^----- 1799999ms !',
  events: '-(hH)w 1799999ms (z|)',
  solver: '-',
  failure: failed('WORK', 'timed_out', 'The work was not done within 1800 s.'),
  aborted: 1_800_005,
});
test('or what is configured', speaks, {
  lines: ' -h---w-',
  subs: '  ^----- 499ms !',
  events: '-(hH)w 499ms (z|)',
  solver: '-',
  context: { workTimeout: 0.5 },
  failure: failed('WORK', 'timed_out', 'The work was not done within 0.5 s.'),
  aborted: 505,
});
test('early unsubscribe: the work is aborted, without a word', speaks, {
  lines: ' -h---w---',
  subs: '  ^------!',
  events: '-(hH)w--',
  unsubscribe: '-------!',
  solver: '-',
  aborted: 7,
});
test('early unsubscribe, between two commands', speaks, {
  lines: ' -h---w---',
  subs: '  ^--!',
  events: '-(hH)',
  unsubscribe: '---!',
});

// What fails on our side.
test('a solver that fails', speaks, {
  lines: ' -h---w--',
  subs: '  ^------!',
  events: '-(hH)w-(z|)',
  solver: '--#',
  failure: failed('WORK', 'solver_failed', 'The solver failed.'),
  aborted: false,
});
test('an answer that there is not', speaks, {
  lines: ' -h---w----f',
  subs: '  ^---------!',
  events: '-(hH)(wsW)(fz|)',
  context: {
    answers: () => {
      throw new ConfigError('unusable_file', 'No answer.');
    },
  },
  failure: failed('FULL_NAME', 'unusable_file', 'No answer.'),
  aborted: false,
});
test('a line that cannot be written', speaks, {
  lines: ' -h',
  subs: '  ^!',
  events: '-(hz|)',
  context: { send: () => throwError(() => new TransportError('not_sent', 'Broken.')) },
  failure: failed('HELLO', 'not_sent', 'Broken.'),
});
test('a server that takes no answer has 10 seconds for it', speaks, {
  lines: ' -h',
  subs: '  ^ 10s !',
  events: '-h 9999ms (z|)',
  sending: '-',
  failure: failed('HELLO', 'not_sent', 'The server did not take an answer within 10 s.'),
});
