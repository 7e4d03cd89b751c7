import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import {
  checkAnswer,
  formatBodyAnswer,
  splitBodyAnswer,
  type Answer,
  type AskingCommand,
} from '../../lib/protocol/answers.js';
import { formatCommand } from '../../lib/protocol/commands.js';
import { DEFAULT_TOKEN } from '../../lib/protocol/constants.js';
import { checksum } from '../../lib/protocol/digests.js';
import { isTlslpError, toTlslpError, type ErrorCode } from '../../lib/protocol/errors.js';
import { escapeText } from '../../lib/protocol/escape.js';
import { failLineOf } from '../../lib/protocol/failures.js';
import { body, token } from '../support/commands.js';

const CHECKSUM = '28295607f05351eb24707046f3fa046e8a7afdabb32e6f0fba3de596cbf7c27b';
const HELLO: AskingCommand = { kind: 'hello' };
const DONE: AskingCommand = { kind: 'done' };
const NAME: AskingCommand = body('FULL_NAME', 'LGTk');
const work = (nBits: number): AskingCommand => ({ kind: 'work', token: DEFAULT_TOKEN, nBits });

const accepts = test.macro({
  exec: (t, command: AskingCommand, line: string, expected: Answer) => {
    t.deepEqual(checkAnswer(command, line, DEFAULT_TOKEN), expected);
  },
  title: (_, command: AskingCommand, line: string) =>
    `${formatCommand(command).slice(-12)}: accepts "${escapeText(line)}"`,
});
const worked = (nBits: number): Answer => ({ kind: 'work', nBits, suffix: 'n3032842', zeroBits: 22 });
const named = (value: string): Answer => ({ kind: 'body', name: 'FULL_NAME', value });
test(accepts, HELLO, 'HELLOBACK', { kind: 'hello' });
test(accepts, DONE, 'OK', { kind: 'done' });
test(accepts, work(0), 'n3032842', worked(0));
test(accepts, work(22), 'n3032842', worked(22));
test(accepts, work(1), '', { kind: 'work', nBits: 1, suffix: '', zeroBits: 1 });
test(accepts, NAME, `${CHECKSUM} Ada Lovelace`, named('Ada Lovelace'));
test(accepts, NAME, `${CHECKSUM}   a  b  `, named('  a  b  '));
test(accepts, NAME, `${CHECKSUM} `, named(''));
test(accepts, NAME, CHECKSUM, named(''));
test(accepts, NAME, `${CHECKSUM} \ufeff\0\té\u{1f600}\r`, named('\ufeff\0\té\u{1f600}\r'));

const HELLO_FAIL = 'FAIL receiving. Expected exactly HELLOBACK.';
const SUFFIX_FAIL = 'FAIL Invalid suffix returned from client.';
const CHECKSUM_FAIL = 'FAIL Invalid checksum received.';
const CRLF = ' The line ended with CR LF: end it with LF alone.';

const refuses = test.macro({
  exec: (t, command: AskingCommand, line: string, code: ErrorCode, failLine: string) => {
    const error = toTlslpError(t.throws(() => checkAnswer(command, line, DEFAULT_TOKEN)));
    t.is(error.code, code);
    t.is(failLineOf(error), failLine);
  },
  title: (_, command: AskingCommand, line: string, code: ErrorCode) =>
    `${formatCommand(command).slice(-12)}: refuses "${escapeText(line)}": ${code}`,
});
test(refuses, HELLO, '', 'wrong_answer', HELLO_FAIL);
test(refuses, HELLO, 'HELLOBACK ', 'wrong_answer', HELLO_FAIL);
test(refuses, HELLO, ' HELLOBACK', 'wrong_answer', HELLO_FAIL);
test(refuses, HELLO, 'helloback', 'wrong_answer', HELLO_FAIL);
test(refuses, HELLO, '\ufeffHELLOBACK', 'wrong_answer', HELLO_FAIL);
test(refuses, HELLO, 'HELLOBACK\0', 'wrong_answer', HELLO_FAIL);
test(refuses, HELLO, 'GET / HTTP/1.1\r', 'wrong_answer', HELLO_FAIL + CRLF);
test(refuses, HELLO, 'HELLOBACK\r', 'wrong_answer', HELLO_FAIL + CRLF);
test(refuses, DONE, 'OK\r', 'wrong_answer', `FAIL receiving. Expected exactly OK.${CRLF}`);
test(refuses, DONE, 'ok', 'wrong_answer', 'FAIL receiving. Expected exactly OK.');
test(refuses, work(23), 'n3032842', 'invalid_suffix', SUFFIX_FAIL);
test(refuses, work(22), 'n3032842\r', 'invalid_suffix', SUFFIX_FAIL);
test(refuses, work(22), ' n3032842', 'invalid_suffix', SUFFIX_FAIL);
test(refuses, work(2), '', 'invalid_suffix', SUFFIX_FAIL);
test(refuses, work(64), 'n3032842', 'invalid_suffix', SUFFIX_FAIL);
test(refuses, NAME, '', 'invalid_checksum', CHECKSUM_FAIL);
test(refuses, NAME, ` ${CHECKSUM} x`, 'invalid_checksum', CHECKSUM_FAIL);
test(refuses, NAME, `${CHECKSUM}\tx`, 'invalid_checksum', CHECKSUM_FAIL);
test(refuses, NAME, `${CHECKSUM}\r`, 'invalid_checksum', CHECKSUM_FAIL);
test(refuses, NAME, `${CHECKSUM.toUpperCase()} x`, 'invalid_checksum', CHECKSUM_FAIL);
test(refuses, NAME, `${CHECKSUM.slice(0, -1)} x`, 'invalid_checksum', CHECKSUM_FAIL);
test(refuses, body('FULL_NAME', 'LGTj'), `${CHECKSUM} x`, 'invalid_checksum', CHECKSUM_FAIL);

test('a checksum is bound to its token and its random string', (t) => {
  fc.assert(
    fc.property(token, token, token, fc.string({ unit: 'binary' }), (ours, asked, answered, value) => {
      const check = () => checkAnswer(body('N', asked), formatBodyAnswer(ours, answered, value), ours);
      if (asked === answered) assert.deepEqual(check(), { kind: 'body', name: 'N', value });
      else assert.throws(check, { code: 'invalid_checksum' });
    }),
  );
  t.pass();
});

test('a body answer is split at its first space, and put together again it is the same', (t) => {
  fc.assert(
    fc.property(token, token, fc.string({ unit: 'binary' }), (ours, randomString, value) => {
      const line = formatBodyAnswer(ours, randomString, value);
      assert.deepEqual(splitBodyAnswer(line), { cksum: checksum(ours, randomString), value });
    }),
  );
  t.pass();
});

test('the reason of a FAIL never holds anything of the line, and is one line of printable ASCII', (t) => {
  const asking = fc.constantFrom(HELLO, DONE, NAME, work(20));
  const line = fc.string({ unit: 'binary' }).map((text) => `sEcReT${text}`);
  fc.assert(
    fc.property(asking, line, (command, it) => {
      try {
        checkAnswer(command, it, DEFAULT_TOKEN);
        assert.fail('it was accepted');
      } catch (error) {
        assert.ok(isTlslpError(error), 'refused, and by one of ours');
        assert.match(failLineOf(error) ?? '', /^FAIL (?!.*sEcReT)[\x20-\x7e]+$/);
      }
    }),
  );
  t.pass();
});
