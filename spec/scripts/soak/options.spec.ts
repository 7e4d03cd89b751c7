import test from 'ava';
import { parseOptions } from '../../../scripts/soak/options.js';

test('five minutes, forty clients at once', (t) => {
  t.deepEqual(parseOptions([]), { minutes: 5, atOnce: 40, help: false });
  t.deepEqual(parseOptions(['--minutes', '0.5', '--at-once', '7']), { minutes: 0.5, atOnce: 7, help: false });
  t.true(parseOptions(['--help']).help);
});

const refused = test.macro<string[]>({
  title: (_, ...args) => args.join(' '),
  exec: (t, ...args) => {
    const [option = ''] = args;
    t.throws(() => parseOptions(args), {
      message: new RegExp(`^${option}: .* is not an? .* from .* to .*\\.$`),
    });
  },
});

test(refused, '--minutes', '0');
test(refused, '--minutes', '1e2');
test(refused, '--minutes', '601');
test(refused, '--at-once', '0');
test(refused, '--at-once', '1.5');

test('an unknown option', (t) => {
  t.throws(() => parseOptions(['--seconds', '1']), { message: /--seconds/ });
});
