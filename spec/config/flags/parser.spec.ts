import test from 'ava';
import {
  attributeOf,
  buildParser,
  labelBy,
  longOf,
  readFlags,
  type Flag,
} from '../../../lib/config/flags/parser.js';
import { ConfigError } from '../../../lib/protocol/errors.js';
import { portRule, switchRule } from '../../../lib/config/rules.js';

interface Config {
  readonly port: number;
  readonly dry: boolean;
}

const FLAGS: readonly Flag<keyof Config>[] = [
  { name: 'port', flags: '--the-port <number>', group: 'Group:', text: 'A port.', defaultText: '7' },
  { name: 'port', flags: '--the_port <number>', group: 'Group:', text: 'The same.', hidden: true },
  { name: 'dry', flags: '--dry', group: 'Group:', text: 'A switch.' },
  { flags: '--other <file>', group: 'Group:', text: 'No property.' },
];
const RULES = { port: portRule, dry: switchRule };

test('a flag is stored under its name in camel case, and shows itself as it is typed', (t) => {
  t.deepEqual(FLAGS.map(attributeOf), ['thePort', 'the_port', 'dry', 'other']);
  t.deepEqual(FLAGS.map(longOf), ['--the-port', '--the_port', '--dry', '--other']);
});

test('a property is named by the flag that the help shows', (t) => {
  t.is(labelBy(FLAGS)('port'), '--the-port');
  t.is(labelBy<string>(FLAGS)('unknown'), 'unknown');
});

test('flags that set a property are read, others are passed over', (t) => {
  const read = (options: Record<string, unknown>) => readFlags<Config>(FLAGS, RULES, options);
  t.deepEqual(read({}), {});
  t.deepEqual(read({ thePort: '5', dry: true, other: 'x', stray: 1 }), { port: 5, dry: true });
  t.deepEqual(read({ the_port: '6' }), { port: 6 });
  t.throws(() => read({ the_port: 'x' }), { instanceOf: ConfigError, message: /^--the_port x: must be / });
});

test('a parser throws where commander would end the process, and writes nothing', (t) => {
  const program = { name: 'p', description: 'A program.', flags: FLAGS, footer: 'The end.' };
  t.throws(() => buildParser(program).parse(['--unknown'], { from: 'user' }), {
    code: 'commander.unknownOption',
  });
  t.regex(
    buildParser(program).helpInformation(),
    /Group:\n {2}--the-port <number> +A port\. \(default: 7\)\n/,
  );
});
