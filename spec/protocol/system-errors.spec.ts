import test from 'ava';
import { codeOf, systemErrorText } from '../../lib/protocol/system-errors.js';

const withCode = (code: unknown): Error => Object.assign(new Error('secret: /a/path'), { code });

test('the code of an error, where it has one that is a text', (t) => {
  t.is(codeOf(withCode('ENOENT')), 'ENOENT');
  t.is(codeOf(withCode(7)), undefined);
  t.is(codeOf(new Error('no code')), undefined);
  t.is(codeOf('ENOENT'), undefined);
  t.is(codeOf({ code: 'ENOENT' }), undefined);
  t.is(codeOf(null), undefined);
});

test('in words, without the message: it may name a path', (t) => {
  t.is(systemErrorText(withCode('ENOSPC')), 'no space left on the disk');
  t.is(systemErrorText(withCode('EWEIRD')), 'it failed with EWEIRD');
  t.is(systemErrorText(new Error('secret')), 'it failed');
});

// What a disk, a descriptor or a network meets in practice. EAI_AGAIN and ENOTFOUND are Node's, the others the system's.
const COMMON = [
  ...['ENOENT', 'ENOTDIR', 'EEXIST', 'EISDIR', 'EACCES', 'EPERM', 'ELOOP', 'ENAMETOOLONG'],
  ...['ENOSPC', 'EDQUOT', 'EFBIG', 'EROFS', 'EIO', 'EMFILE', 'ENFILE', 'ENXIO', 'EPIPE'],
  ...['EADDRINUSE', 'EADDRNOTAVAIL', 'EAFNOSUPPORT', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT'],
  ...['EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'],
];
for (const code of COMMON) {
  test(`${code} has words of its own`, (t) => {
    const text = systemErrorText(withCode(code));
    t.regex(text, /^[a-z]+( [a-z-]+)+$/);
    t.false(text.startsWith('it failed'));
  });
}

test("a caller's own words go first", (t) => {
  t.is(systemErrorText(withCode('EINVAL'), { EINVAL: 'it is a pipe' }), 'it is a pipe');
});
