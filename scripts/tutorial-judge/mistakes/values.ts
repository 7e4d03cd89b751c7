import { answering, type Mistake } from '../mistake.js';
import type { Client } from '../client.js';

/** A value that passes, and is surely not what its author wanted. */
const row = (id: string, named: RegExp, value: string | ((client: Client) => string)): Mistake =>
  answering(
    `value.${id}`,
    'FULL_NAME',
    named,
    { body: (client) => `${client.checksum} ${typeof value === 'string' ? value : value(client)}\n` },
    { kind: 'note' },
  );

const UNSET = /(undefined|None|null|nil|unset|variable|name of|no value)/i;
const OBJECT = /(object|reference|printed|text of|promise|function|array)/i;
const MOJIBAKE = /(mojibake|encod|decod|UTF-8|Latin-1|twice|replacement|\ufffd)/i;
const QUOTES = /quotes/i;
const SPACE = /(space|tab)/i;
const CR = /(CR|carriage)/i;
const BYTES = /(bytes|b'|Python|array|list|Buffer)/i;
const ESCAPED = /(backslash|escape|\\)/i;
const TEMPLATE = /(template|placeholder|variable|format|example|name of)/i;

export const VALUES: readonly Mistake[] = [
  row('undefined', UNSET, 'undefined'),
  row('none', UNSET, 'None'),
  row('null', UNSET, 'null'),
  row('nil', UNSET, '<nil>'),
  row('ruby-nil', UNSET, 'nil'),
  row('c-null', UNSET, '(null)'),
  row('nan', /(NaN|number|undefined)/i, 'NaN'),
  row('object', OBJECT, '[object Object]'),
  row('promise', OBJECT, '[object Promise]'),
  row('function', OBJECT, '<function full_name at 0x7f3c2a1b5e50>'),
  row('python-object', OBJECT, '<__main__.Answers object at 0x7f3c2a1b5e50>'),
  row('java-object', OBJECT, 'Answers@1b6d3586'),
  row('java-array', OBJECT, '[Ljava.lang.String;@1b6d3586'),
  row('rust-some', /(Some|Rust|Option|debug)/i, 'Some("Ada Lovelace")'),
  row('rust-debug', QUOTES, '"Ada Lovelace"'),
  row('single-quotes', QUOTES, "'Ada Lovelace'"),
  row('perl-hash', OBJECT, 'HASH(0x55d0c8e3a2f8)'),
  row('php-array', OBJECT, 'Array'),
  row('go-missing', /(missing|Go|format|MISSING|%!)/i, '%!s(MISSING)'),
  row('python-bytes', BYTES, "b'Ada Lovelace'"),
  row('node-buffer', BYTES, '<Buffer 41 64 61>'),
  row('python-list', /(list|bracket|quotes|array)/i, "['Ada', 'Lovelace']"),
  row('mojibake', MOJIBAKE, Buffer.from('Zoë Ångström').toString('latin1')),
  row('mojibake-twice', MOJIBAKE, Buffer.from(Buffer.from('Zoë').toString('latin1')).toString('latin1')),
  row('mojibake-quote', MOJIBAKE, 'St Jamesâ\u20ac\u2122s Square'),
  row('replacement', MOJIBAKE, 'Zo\ufffd \ufffdngstr\ufffdm'),
  row('question-marks', /(question|\?|encod|lost)/i, 'Zo? ?ngstr?m'),
  row('json-escape', ESCAPED, 'Zo\\u00eb'),
  row('backslash-n', ESCAPED, 'Ada Lovelace\\n'),
  row('backslash-r-n', ESCAPED, 'Ada Lovelace\\r\\n'),
  row('html-entity', /(HTML|entity|&amp;|escape)/i, 'Smith &amp; Sons'),
  row('url-encoded', /(URL|percent|%20|encod)/i, 'Ada%20Lovelace'),
  row('url-plus', /(URL|plus|\+)/i, 'Ada+Lovelace'),
  row('sha256sum', /sha256sum|hyphen|dash|"-"/i, ' -'),
  row('sha256sum-and-value', /sha256sum|hyphen|dash|"-"|space/i, ' - Ada Lovelace'),
  row('two-spaces', SPACE, ' Ada Lovelace'),
  row('space-after', SPACE, 'Ada Lovelace '),
  row('tab-after', SPACE, 'Ada Lovelace\t'),
  row('cr', CR, 'Ada Lovelace\r'),
  row('nul', /NUL/i, 'Ada Lovelace\0'),
  row('nul-padded', /NUL/i, 'Ada'.padEnd(32, '\0')),
  row('bom', /(byte.order mark|BOM)/i, '\ufeffAda Lovelace'),
  row('template', TEMPLATE, '{value}'),
  row('shell-variable', TEMPLATE, '${FULL_NAME}'),
  row('angle-brackets', /(bracket|placeholder)/i, '<Ada Lovelace>'),
  row('name-itself', /(name|command|same)/i, (client) => client.step),
  row('random-string', /(random_string|command)/i, (client) => client.randomString),
  row('token', /(token|secret)/i, (client) => client.token),
  row('checksum-twice', /(checksum|digest|twice)/i, (client) => client.checksum),
  row('checksum-twice-and-value', /(checksum|digest|twice)/i, (client) => `${client.checksum} Ada`),
  row('whole-command', /(command|copy)/i, (client) => client.command),
  row('json', /(JSON|brace|quotes)/i, '{"name":"Ada Lovelace"}'),
  row('ansi-colour', /(escape|control|colou?r|terminal)/i, '\u001b[1mAda\u001b[0m'),
  row('stack-trace', /(error|exception|trace)/i, "KeyError: 'FULL_NAME'"),
];

/** Leaves no value at all where every name has one. */
export const EMPTY_VALUES: readonly Mistake[] = [
  answering(
    'value.always-empty',
    'FULL_NAME',
    /empty/i,
    { body: ({ checksum }) => `${checksum}\n` },
    { kind: 'note' },
  ),
  answering(
    'value.always-empty-space',
    'FULL_NAME',
    /empty/i,
    { body: ({ checksum }) => `${checksum} \n` },
    { kind: 'note' },
  ),
];
