import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { formatCommand, parseCommand, stepOf, type Command } from '../../lib/protocol/commands.js';
import { DEFAULT_TOKEN } from '../../lib/protocol/constants.js';
import { ProtocolError } from '../../lib/protocol/errors.js';
import { escapeText } from '../../lib/protocol/escape.js';
import { body, bodyName, command, token } from '../support/commands.js';

const reads = test.macro({
  exec: (t, line: string, expected: Command, step: string) => {
    t.deepEqual(parseCommand(line), expected);
    t.is(formatCommand(expected), line);
    t.is(stepOf(expected), step);
  },
  title: (_, line: string, _command, _step) => `is a command: ${line}`,
});
test(reads, 'HELLO', { kind: 'hello' }, 'HELLO');
test(reads, `WORK ${DEFAULT_TOKEN} 28`, { kind: 'work', token: DEFAULT_TOKEN, nBits: 28 }, 'WORK');
test(reads, 'WORK a-_Z9 0', { kind: 'work', token: 'a-_Z9', nBits: 0 }, 'WORK');
test(reads, 'WORK t 64', { kind: 'work', token: 't', nBits: 64 }, 'WORK');
test(reads, 'FULL_NAME LGTk', body('FULL_NAME', 'LGTk'), 'FULL_NAME');
test(reads, `_9 ${'x'.repeat(128)}`, body('_9', 'x'.repeat(128)), '_9');
test(reads, 'HELLO2 x', body('HELLO2', 'x'), 'HELLO2');
test(reads, 'FAILURE x', body('FAILURE', 'x'), 'FAILURE');
// Words of the client are no commands of a server.
test(reads, 'OK x', body('OK', 'x'), 'OK');
test(reads, 'HELLOBACK x', body('HELLOBACK', 'x'), 'HELLOBACK');
test(reads, 'DONE', { kind: 'done' }, 'DONE');
test(reads, 'FAIL', { kind: 'fail', reason: '' }, 'FAIL');
test(reads, 'FAIL  two spaces ', { kind: 'fail', reason: ' two spaces ' }, 'FAIL');

const NO_COMMAND = 'its first word is not a command';
const N_BITS = 'n_bits of WORK is not an integer from 0 to 64';
const TOKEN = 'the token of WORK is not 1 to 128 characters of A-Za-z0-9_-';
const WORK = 'WORK takes a token and n_bits, with one space between';
const randomString = (name: string) =>
  `${name} takes one random string of 1 to 128 characters of A-Za-z0-9_-`;

const refuses = test.macro({
  exec: (t, line: string, rule: string) => {
    const error = t.throws(() => parseCommand(line), {
      instanceOf: ProtocolError,
      code: 'malformed_command',
    });
    t.is(error.message, `The line is not a valid command: ${rule}.`);
  },
  title: (_, line: string, _rule) => `is no command: "${escapeText(line)}"`,
});
test(refuses, '', NO_COMMAND);
test(refuses, ' ', NO_COMMAND);
test(refuses, ' HELLO', NO_COMMAND);
test(refuses, 'HELLO ', 'HELLO takes no argument');
test(refuses, 'HELLO x', 'HELLO takes no argument');
test(refuses, 'HELLO\r', NO_COMMAND);
test(refuses, 'HELLO\n', NO_COMMAND);
test(refuses, '\ufeffHELLO', NO_COMMAND);
test(refuses, 'hello', NO_COMMAND);
test(refuses, 'HELLOBACK', randomString('HELLOBACK'));
test(refuses, 'OK', randomString('OK'));
test(refuses, 'DONE ', 'DONE takes no argument');
test(refuses, 'WORK', WORK);
test(refuses, 'WORK t', WORK);
test(refuses, 'WORK t 1 2', WORK);
test(refuses, 'WORK  t 1', WORK);
test(refuses, 'WORK t 1 ', WORK);
test(refuses, 'WORK\tt 1', NO_COMMAND);
test(refuses, 'WORK  1', TOKEN);
test(refuses, `WORK ${'t'.repeat(129)} 1`, TOKEN);
test(refuses, 'WORK t\u00e9 1', TOKEN);
test(refuses, 'WORK t\0 1', TOKEN);
test(refuses, 'WORK t ', N_BITS);
test(refuses, 'WORK t 65', N_BITS);
test(refuses, 'WORK t 100', N_BITS);
test(refuses, 'WORK t -1', N_BITS);
test(refuses, 'WORK t -0', N_BITS);
test(refuses, 'WORK t +1', N_BITS);
test(refuses, 'WORK t 01', N_BITS);
test(refuses, 'WORK t 1.0', N_BITS);
test(refuses, 'WORK t 1e1', N_BITS);
test(refuses, 'WORK t 0x10', N_BITS);
test(refuses, 'WORK t \u0661', N_BITS);
test(refuses, 'WORK t 8\n', N_BITS);
test(refuses, 'EMAIL1', randomString('EMAIL1'));
test(refuses, 'EMAIL1 ', randomString('EMAIL1'));
test(refuses, 'EMAIL1 a b', randomString('EMAIL1'));
test(refuses, 'EMAIL1 a\r', randomString('EMAIL1'));
test(refuses, `EMAIL1 ${'x'.repeat(129)}`, randomString('EMAIL1'));
test(refuses, 'FULL-NAME x', NO_COMMAND);
test(refuses, 'Full_Name x', NO_COMMAND);
test(refuses, `${'N'.repeat(129)} x`, NO_COMMAND);

test('every command is read back as it was written', (t) => {
  fc.assert(
    fc.property(command, (it) => {
      assert.deepEqual(parseCommand(formatCommand(it)), it);
    }),
  );
  t.pass();
});

test('whatever is read as a command is written as the same line; whatever is not is refused in our words alone', (t) => {
  const SECRET = 'sEcReT';
  const words = fc.constantFrom(
    'HELLO',
    'WORK',
    'DONE',
    'FAIL',
    'OK',
    'HELLOBACK',
    SECRET,
    '',
    '7',
    '64',
    '65',
    '\r',
  );
  const line = fc.oneof(
    fc
      .array(fc.oneof(words, token, bodyName, fc.string({ unit: 'binary' })), { maxLength: 4 })
      .map((all) => all.join(' ')),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(line, (it) => {
      try {
        const parsed = parseCommand(it);
        assert.equal(formatCommand(parsed), it === 'FAIL ' ? 'FAIL' : it);
      } catch (error) {
        assert.ok(error instanceof ProtocolError);
        assert.ok(!error.message.includes(SECRET));
        assert.match(error.message, /^[\x20-\x7e]+$/);
      }
    }),
    { numRuns: 500 },
  );
  t.pass();
});
