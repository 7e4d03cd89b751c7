import { readFileSync } from 'node:fs';
import test from 'ava';
import { CLIENT_OPTIONS } from '../../lib/config/client-options.js';
import {
  attributeOf,
  defaultTextOf,
  defineOption,
  defineSwitch,
  spellingsOf,
  usageOf,
  type Flag,
  type OptionTable,
} from '../../lib/config/option-table.js';
import { orNull, portRule, portsRule } from '../../lib/config/rules.js';
import { SERVER_OPTIONS } from '../../lib/config/server-options.js';
import { SERVER_PROGRAM_OPTIONS } from '../../lib/config/server-program-options.js';
import { SOURCE_OPTIONS } from '../../lib/config/source-options.js';
import { WORK_OPTIONS } from '../../lib/config/work-options.js';

const OTHERS = { group: 'Group:', help: 'Help.' };
const port = defineOption<number | null>({
  ...OTHERS,
  flag: '--the-port',
  aliases: ['--the_port'],
  valueName: 'number',
  rule: orNull(portRule),
  defaultValue: 7,
});
const ports = defineOption<readonly number[]>({
  ...OTHERS,
  flag: '--ports',
  valueName: 'list',
  rule: portsRule,
  defaultValue: [1, 2],
});
const dry = defineSwitch({ ...OTHERS, flag: '--dry' });

test('an option shows what its value is called, and whether it may be left out', (t) => {
  t.is(usageOf(port), '--the-port <number>');
  t.is(usageOf({ ...port, impliedText: '7' }), '--the-port [number]');
  t.is(usageOf(dry), '--dry');
});

test('a default is its value as it would be typed, unless words say it better', (t) => {
  t.is(defaultTextOf(port), '7');
  t.is(defaultTextOf(ports), '1,2');
  t.is(defaultTextOf(dry), 'off');
  t.is(defaultTextOf({ ...port, defaultValue: null, defaultText: 'a free one' }), 'a free one');
});

test('every spelling, the usual one first', (t) => {
  t.deepEqual(spellingsOf(port), ['--the-port', '--the_port']);
  t.deepEqual(spellingsOf(dry), ['--dry']);
});

test('the attributes are those of commander', (t) => {
  const flags: Flag[] = ['--the-port', '--the_port', '--dry', '--a-b-c', '--no-records', '--nodes'];
  t.deepEqual(flags.map(attributeOf), ['thePort', 'the_port', 'dry', 'aBC', 'records', 'nodes']);
});

/** By the file that each stands in. */
const TABLES: Readonly<Record<string, OptionTable>> = {
  'server-options': SERVER_OPTIONS,
  'server-program-options': SERVER_PROGRAM_OPTIONS,
  'source-options': SOURCE_OPTIONS,
  'client-options': CLIENT_OPTIONS,
  'work-options': WORK_OPTIONS,
};

/** The other files with options of a table. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  'server-options': [
    'difficulty-options',
    'network-options',
    'limit-options',
    'access-options',
    'tutorial-options',
  ],
  'server-program-options': [
    'records-options',
    'spool-options',
    'status-options',
    'traces-options',
    'workers-options',
  ],
};

for (const [file, table] of Object.entries(TABLES)) {
  test(`${file}: each option has all that its readers need`, (t) => {
    for (const definition of Object.values(table)) {
      const { flag, rule, defaultValue, group, help, valueName } = definition;
      t.true(rule.validate(defaultValue), `${flag}: its default holds`);
      t.not(defaultTextOf(definition), 'null', `${flag}: its default has words`);
      t.regex(flag, /^--[a-z]+(-[a-z]+)*$/);
      t.regex(group, /^[^\n]+:$/);
      t.regex(help, /^[A-Z][^\n|]+\.$/);
      // What the help shows as the default is what a user may type.
      if (typeof defaultValue === 'number' || (typeof defaultValue === 'string' && valueName !== null)) {
        t.deepEqual(rule.parse(defaultTextOf(definition)), defaultValue, flag);
      }
    }
  });
}

/** The files whose options are spread into a table. */
for (const [file, table] of Object.entries(TABLES)) {
  test(`${file}: an editor shows the defaults that hold`, (t) => {
    const source = [file, ...(PARTS[file] ?? [])]
      .map((name) => readFileSync(`lib/config/${name}.ts`, 'utf8'))
      .join('');
    for (const [name, { defaultValue }] of Object.entries(table)) {
      const [, shown = ''] =
        new RegExp(`Default ([^;\n]+?)(?:;[^\n]*)?\\. \\*/\n  ${name}: `).exec(source) ?? [];
      const written = Array.isArray(defaultValue) && defaultValue.length === 0 ? '[]' : String(defaultValue);
      const value = name === 'bodyNames' ? 'the eight names of the protocol' : written;
      t.is(shown.replace(/`|, and .*/g, '').replaceAll(', ', ','), value, name);
    }
  });
}
