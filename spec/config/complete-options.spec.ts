import test from 'ava';
import { completeOptions } from '../../lib/config/complete-options.js';
import { ConfigError } from '../../lib/protocol/errors.js';
import { orNull, portRule, tokenRule } from '../../lib/config/rules.js';

interface Config {
  readonly port: number;
  readonly token: string | null;
}

const RULES = { port: portRule, token: orNull(tokenRule) };
const DEFAULTS: Config = { port: 7, token: 'x' };

test('what is not given has its default, what is given stands', (t) => {
  t.deepEqual(completeOptions<Config>(RULES, DEFAULTS, {}), DEFAULTS);
  t.deepEqual(completeOptions<Config>(RULES, DEFAULTS, { port: 0, token: null }), { port: 0, token: null });
});

test('messages name the option as they are told to', (t) => {
  t.throws(() => completeOptions<Config>(RULES, DEFAULTS, { port: -1 }, (name) => `--${name}`), {
    instanceOf: ConfigError,
    message: '--port -1: must be an integer from 0 to 65535',
  });
});

test('a name that is no option is refused, also one that every object has', (t) => {
  for (const [name, shown] of [
    ['prot', 'prot'],
    ['toString', 'toString'],
    ['a\u001b', 'a\\u001b'],
  ] as const) {
    t.throws(() => completeOptions<Config>(RULES, DEFAULTS, { [name]: 1 }), {
      message: `${shown}: is no option`,
    });
  }
});
