import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import test from 'ava';
import * as fc from 'fast-check';
import { parseAnswers, readAnswers } from '../../lib/client/answers.js';
import { sampleAnswers } from '../../lib/client/sample-answers.js';
import { MAX_VALUE_BYTES } from '../../lib/client/values.js';
import { encodeLine } from '../../lib/lines/encode.js';
import { formatBodyAnswer } from '../../lib/protocol/answers.js';
import { DEFAULT_BODY_NAMES } from '../../lib/protocol/constants.js';
import { ConfigError } from '../../lib/protocol/errors.js';

const refuses = test.macro({
  exec: (t, text: string, problem: RegExp | string) => {
    const error = t.throws(() => parseAnswers(text, 'a.json'), {
      instanceOf: ConfigError,
      code: 'unusable_file',
    });
    const message = error.message;
    if (typeof problem === 'string') t.is(message, `The answers file a.json ${problem}.`);
    else t.regex(message, problem);
    t.notRegex(message, /secret/, 'no value is shown');
    t.is(error.cause, undefined, 'nor is one in the cause');
  },
  title: (title) => `refused: ${title ?? ''}`,
});
test('no JSON at all', refuses, 'secret', /^The answers file a\.json is not JSON[^"]*\.$/);
test(
  'JSON that breaks off',
  refuses,
  '{"FULL_NAME": "secret",\n "EMAIL1" "x"}',
  /is not JSON: line 2, column \d+\.$/,
);
test('an array', refuses, '["secret"]', /is not a JSON object of body names and values/);
test('null', refuses, 'null', /is not a JSON object/);
test('a text', refuses, '"secret"', /is not a JSON object/);
test(
  'a name in lower case',
  refuses,
  '{"full_name": "secret"}',
  /has a name "full_name", which is not 1 to 128 characters of A-Z 0-9 _/,
);
test(
  'a name that is a word of the protocol',
  refuses,
  '{"FAIL": "secret"}',
  /has a name "FAIL", which is not 1 to 128 characters of A-Z 0-9 _, and none of HELLO WORK DONE FAIL\.$/,
);
test('a name for a terminal', refuses, '{"\\u001b[31m": "secret"}', /has a name "\\u001b\[31m"/);
test('a name of an object', refuses, '{"__proto__": "secret"}', /has a name "__proto__"/);
test('a number', refuses, '{"SOCIAL": 1234}', 'has an answer to SOCIAL that is not a string');
test('an LF', refuses, '{"A": "secret\\nx"}', 'has an answer to A that contains an LF: it must be one line');
test(
  'half a surrogate pair',
  refuses,
  '{"A": "secret\\ud800"}',
  'has an answer to A that contains a lone surrogate: it has no UTF-8 form',
);
test(
  'too long',
  refuses,
  `{"A": "${'é'.repeat(467)}x"}`,
  'has an answer to A that has 935 bytes: the limit is 934',
);

test('what is taken is given, byte for byte, and fits a line', (t) => {
  const name = fc
    .stringMatching(/^[A-Z0-9_]{1,20}$/)
    .filter((text) => !/^(HELLO|WORK|DONE|FAIL)$/.test(text));
  fc.assert(
    fc.property(
      fc.dictionary(name, fc.string({ unit: 'binary', maxLength: 400 }), { maxKeys: 4 }),
      (answers) => {
        let taken;
        try {
          taken = parseAnswers(JSON.stringify(answers), 'a.json');
        } catch (error) {
          assert.ok(error instanceof ConfigError);
          return;
        }
        for (const [key, value] of Object.entries(answers)) {
          assert.equal(taken(key), value);
          assert.ok(encodeLine(formatBodyAnswer('t', 'r', value)).length <= 1000);
        }
      },
    ),
    { numRuns: 100 },
  );
  const longest = 'x'.repeat(MAX_VALUE_BYTES);
  t.is(
    encodeLine(formatBodyAnswer('t', 'r', parseAnswers(JSON.stringify({ A: longest }), '')('A'))).length,
    1000,
  );
  t.is(parseAnswers('{"A": ""}', '')('A'), '');
  t.is(parseAnswers('{"OK": "x"}', '')('OK'), 'x', 'a server may ask for it');
});

test('a name that the file does not have is an error, not a made-up answer', (t) => {
  const answers = parseAnswers('{"A": "secret"}', 'a.json');
  t.throws(() => answers('B'), {
    instanceOf: ConfigError,
    code: 'unusable_file',
    message: 'The answers file a.json has no answer to B, which the server asks for.',
  });
  t.throws(() => answers('toString'), { code: 'unusable_file' });
});

test('made-up answers: a person for the names of the contract, a text for every other', (t) => {
  const values = DEFAULT_BODY_NAMES.map(sampleAnswers);
  t.is(new Set(values).size, DEFAULT_BODY_NAMES.length);
  t.true(values.every((value) => value !== '' && !value.startsWith('Sample')));
  t.is(sampleAnswers('FAVOURITE_COLOUR'), 'Sample answer to FAVOURITE_COLOUR');
  t.is(sampleAnswers('constructor'), 'Sample answer to constructor');
});

test('files: a good one, with or without a byte order mark, and what may be wrong with one', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'tlslp-answers-'));
  t.teardown(() => rm(directory, { recursive: true }));
  const path = join(directory, 'answers.json');
  await writeFile(path, '\ufeff{"A": " ä "}');
  t.is((await readAnswers(path))('A'), ' ä ');
  await writeFile(path, Buffer.from([0x22, 0xff, 0x22]));
  await t.throwsAsync(readAnswers(path), { code: 'unusable_file', message: /is not valid UTF-8\.$/ });
  await t.throwsAsync(readAnswers(directory), {
    code: 'unusable_file',
    message: /cannot be read: it is a directory\.$/,
  });
  await t.throwsAsync(readAnswers(join(path, 'x')), {
    message: /cannot be read: a part of its path is not a directory\.$/,
  });
  await t.throwsAsync(readAnswers('/dev/zero'), { message: /is larger than 16777216 bytes\.$/ });
});
