import test from 'ava';
import { exceptionOf } from '../../../lib/observe/traces/exception.js';
import { ServiceError, toTlslpError, TransportError } from '../../../lib/protocol/errors.js';

test('an error of a hook has its frames, and not its message', (t) => {
  const cause = new TypeError('cannot read "SECRETVALUE"\n    at SECRETLINE');
  const exception = exceptionOf(toTlslpError(cause));
  t.like(exception, { name: 'TypeError' });
  t.notRegex(JSON.stringify(exception), /SECRET/);
  t.regex(
    exception === null || typeof exception === 'string' ? '' : (exception.stack ?? ''),
    /^ {4}at .*exception\.spec/,
  );
});

test('a stack whose heading is not the message is left out', (t) => {
  const cause = new Error('SECRETVALUE');
  t.regex(cause.stack ?? '', /SECRET/);
  cause.message = 'another';
  t.deepEqual(exceptionOf(toTlslpError(cause)), { name: 'Error' });
  delete cause.stack;
  t.deepEqual(exceptionOf(toTlslpError(cause)), { name: 'Error' });
});

test('an error without a message', (t) => {
  t.like(exceptionOf(toTlslpError(new RangeError())), { name: 'RangeError' });
});

test('an error of the system is told by its code', (t) => {
  const told = (code: unknown) =>
    exceptionOf(
      new ServiceError('not_durable', 'Not kept.', { cause: Object.assign(new Error('x'), { code }) }),
    );
  t.like(told('ENOSPC'), { code: 'ENOSPC' });
  for (const code of ['secret value', 7, undefined, '']) t.like(told(code), { name: 'Error' });
});

test('what a client did, and what is no error, has none', (t) => {
  const cause = new Error('x');
  t.is(exceptionOf(new TransportError('disconnected', 'The peer left.', { cause })), null);
  t.is(exceptionOf(new ServiceError('hook_timed_out', 'Too slow.', { cause })), null);
  t.is(exceptionOf(new ServiceError('not_durable', 'Not kept.')), null);
  t.is(exceptionOf(toTlslpError('a text')), null);
});

test('a long stack is cut', (t) => {
  const cause = new Error('x');
  cause.stack = `Error: x\n${'    at frame\n'.repeat(1000)}`;
  t.is(JSON.stringify(exceptionOf(toTlslpError(cause))).length < 5000, true);
});
