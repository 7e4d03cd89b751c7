import test from 'ava';
import { parseOptions } from '../../../scripts/class/options.js';

test('eighty participants, five minutes, everything that watches', (t) => {
  t.deepEqual(parseOptions([]), {
    participants: 80,
    minutes: 5,
    seed: 1,
    directory: null,
    onceAgree: false,
    browser: true,
    terminal: true,
    help: false,
  });
});

test('each option', (t) => {
  const argv = [
    '--participants',
    '12',
    '--minutes',
    '0.5',
    '--seed',
    '7',
    '--directory',
    'd',
    '--once-agree',
  ];
  t.deepEqual(parseOptions([...argv, '--no-browser', '--no-terminal']), {
    participants: 12,
    minutes: 0.5,
    seed: 7,
    directory: 'd',
    onceAgree: true,
    browser: false,
    terminal: false,
    help: false,
  });
});

const refused = test.macro<[option: string, value: string]>({
  title: (_, option, value) => `refused: ${option} ${value}`,
  exec: (t, option, value) => {
    t.throws(() => parseOptions([option, value]), {
      message: new RegExp(`^${option}: "${value}" is not an? .* from .* to .*\\.$`),
    });
  },
});

test(refused, '--participants', '1001');
test(refused, '--minutes', '0');
test(refused, '--minutes', '61');
test(refused, '--seed', '4294967296');
test(refused, '--seed', 'x');
