import test from 'ava';
import { completeOptions, labelByFlag, readOptions } from '../../lib/config/complete-options.js';
import { defineOption, defineSwitch } from '../../lib/config/option-table.js';
import { orNull, portRule, portsRule, tokenRule } from '../../lib/config/rules.js';
import { ConfigError } from '../../lib/protocol/errors.js';

const OTHERS = { valueName: 'value', group: 'Group:', help: 'Help.' };
const TABLE = {
  port: defineOption<number>({ ...OTHERS, flag: '--the-port', rule: portRule, defaultValue: 7 }),
  token: defineOption<string | null>({
    ...OTHERS,
    flag: '--token',
    aliases: ['--to_ken'],
    rule: orNull(tokenRule),
    defaultValue: 'x',
  }),
  ports: defineOption<readonly number[]>({ ...OTHERS, flag: '--ports', rule: portsRule, defaultValue: [1] }),
  dry: defineSwitch({ flag: '--dry', group: 'Group:', help: 'Help.' }),
};
const DEFAULTS = { port: 7, token: 'x', ports: [1], dry: false };

test('what is not given has its default, what is given stands', (t) => {
  t.deepEqual(completeOptions(TABLE, {}), DEFAULTS);
  t.deepEqual(completeOptions(TABLE, { port: 0, token: null, dry: true }), {
    ...DEFAULTS,
    port: 0,
    token: null,
    dry: true,
  });
});

test('all is frozen, and nothing that was given', (t) => {
  const ports = [1, 2];
  const config = completeOptions(TABLE, { ports });
  t.true(Object.isFrozen(config));
  t.true(Object.isFrozen(config.ports));
  ports.push(3);
  t.deepEqual(config.ports, [1, 2]);
});

test('messages name the option as they are told to', (t) => {
  t.throws(() => completeOptions(TABLE, { port: -1 }), {
    instanceOf: ConfigError,
    code: 'invalid_option',
    message: 'port -1: must be an integer from 0 to 65535',
  });
  t.throws(() => completeOptions(TABLE, { port: -1 }, labelByFlag(TABLE)), {
    message: '--the-port -1: must be an integer from 0 to 65535',
  });
});

test('a name that is not an option is refused, also one that every object has', (t) => {
  for (const [name, shown] of [
    ['prot', 'prot'],
    ['toString', 'toString'],
    ['a\u001b', 'a\\u001b'],
  ] as const) {
    t.throws(() => completeOptions(TABLE, { [name]: 1 }), { message: `${shown}: is not an option` });
  }
});

test('what a parser returns is read: texts by their rules, other values as they are', (t) => {
  t.deepEqual(readOptions(TABLE, {}), {});
  t.deepEqual(readOptions(TABLE, { thePort: '5', ports: '8,9', dry: true, stray: 1 }), {
    port: 5,
    ports: [8, 9],
    dry: true,
  });
  t.deepEqual(readOptions(TABLE, { thePort: 70000 }), { port: 70000 });
  t.deepEqual(readOptions(TABLE, { token: undefined, to_ken: 'b' }), { token: 'b' });
});

test('a text that breaks its rule is named by the option as it was spelt', (t) => {
  t.throws(() => readOptions(TABLE, { thePort: 'x' }), {
    instanceOf: ConfigError,
    message: '--the-port x: must be an integer from 0 to 65535',
  });
  t.throws(() => readOptions(TABLE, { to_ken: '' }), { message: /^--to_ken "": must be / });
});

test('a repeatable option is one list of all its texts, each of which has to satisfy the rule', (t) => {
  t.deepEqual(readOptions(TABLE, { ports: ['8,9', '10'] }), { ports: [8, 9, 10] });
  t.throws(() => readOptions(TABLE, { ports: ['8', 'x'] }), { message: /^--ports x: must be / });
});
