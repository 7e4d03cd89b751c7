import { Ajv } from 'ajv';
import test from 'ava';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { readConfigText } from '../../lib/config/sources/file/read-config-file.js';
import { SERVER_COMMAND_LINE } from '../../lib/programs/server/options.js';
import { ROOT } from '../support/programs.js';

// The published schema, with which editors check a file, and the program agree.

const SCHEMA = JSON.parse(readFileSync(join(ROOT, 'schema', 'tlslp-server.schema.json'), 'utf8')) as object;
const validate = new Ajv({ allErrors: true, strict: true }).compile(SCHEMA);
const FOLDER = join(ROOT, 'spec', 'programs', 'server', 'bad-configurations');

/** Files that only the program refuses, by what a schema cannot say. */
const BEYOND_A_SCHEMA: Readonly<Record<string, RegExp>> = {
  'the spelling of YAML':
    /^(port-(hexadecimal|octal|exponent)|fail-rate-without-a-zero|switch-capital|tag|alias|anchor|directive|quote|missing|list-with-an-empty-item|windows|several|at-sign|backtick|indentation|tab|colon|deep-explicit|json-with|key-is-|duplicate)/,
  'a range of durations': /^duration-too-(long|short)/,
  'two options together': /^(log-file-is-the-records|tutorial-with-requests)/,
};

function valueOf(text: string): unknown {
  return parseDocument(text, { version: '1.2' }).toJS() ?? {};
}

function isAccepted(text: string): boolean {
  return readConfigText(SERVER_COMMAND_LINE.options, 'a.yaml', Buffer.from(text)).mistakes.length === 0;
}

for (const name of readdirSync(FOLDER)) {
  if (Object.values(BEYOND_A_SCHEMA).some((pattern) => pattern.test(name))) continue;
  test(`an editor marks ${name} too`, (t) => {
    t.false(validate(valueOf(readFileSync(join(FOLDER, name), 'utf8'))));
  });
}

const agree = test.macro<[text: string, good: boolean]>({
  exec(t, text, good) {
    t.is(isAccepted(text), good, 'the program');
    t.is(validate(valueOf(text)), good, JSON.stringify(validate.errors));
  },
  title: (_, text, good) => `${good ? 'good' : 'bad'}: ${text.slice(0, 60)}`,
});

for (const text of [
  '{}',
  'host: "::1"',
  'host: 127.0.0.1',
  'port: 0',
  'port: 65535',
  'insecure: false',
  'token: a-b_C',
  'n-bits: 64',
  'n-bits: 24..30',
  'n-bits: "0..64"',
  'n-bits-for: [ou=practice:16, "cn=Max: M:24..30"]',
  'requests: 10000',
  'body-names: [A, B_1]',
  'fail-rate: 0.111',
  'fail-rate: 1',
  'work-timeout: 30m',
  'work-timeout: 1.5h',
  'other-timeout: 500ms',
  'log-level: debug',
  'log-level: CRITICAL',
  'log-file: a b.log',
  'records: false',
  'records: ./no',
]) {
  test(agree, text, true);
}

for (const text of [
  'port: -1',
  'port: 1.5',
  'port: "1"',
  'host: a b',
  'host: ""',
  'token: ""',
  `token: ${'x'.repeat(129)}`,
  'n-bits: 65',
  'n-bits: "28"',
  'n-bits: 24-30',
  'n-bits-target: 0',
  'n-bits-for: ou=practice:16',
  'n-bits-for: [practice:16]',
  'requests: 0',
  'body-names: []',
  'body-names: [a]',
  'body-names: [A, A]',
  'body-names: [DONE]',
  'body-names: A',
  'fail-rate: 1.1',
  'work-timeout: 30',
  'work-timeout: 30 m',
  'log-level: Debug',
  'log-file: ""',
  'records: true',
  'records: "no"',
  'records: 7',
  'insecure: 1',
  'prot: 1',
  'config: a.yaml',
]) {
  test(agree, text, false);
}

test('every default of the schema is a value that it accepts', (t) => {
  const { properties } = SCHEMA as { properties: Readonly<Record<string, { default?: unknown }>> };
  for (const [key, { default: value }] of Object.entries(properties)) {
    if (value !== undefined) t.true(validate({ [key]: value }), key);
  }
});
