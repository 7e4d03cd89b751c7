import test from 'ava';
import { misspelling } from '../../../../lib/observe/tutorial/hints/misspelling.js';

const testMisspelling = test.macro<[line: string, expected: 'HELLOBACK' | 'OK', found: RegExp | null]>({
  exec: (t, line, expected, found) => {
    const hint = misspelling(line, expected);
    if (found === null) t.is(hint, null);
    else t.regex(hint?.found ?? '', found);
  },
  title: (_, line, expected) => `${JSON.stringify(line)} for ${expected}`,
});

test(testMisspelling, 'HELLO BACK', 'HELLOBACK', /one word/);
test(testMisspelling, 'hello_back', 'HELLOBACK', /one word/);
test(testMisspelling, 'ＨＥＬＬＯＢＡＣＫ', 'HELLOBACK', /wide forms/);
test(testMisspelling, 'НELLOBACK', 'HELLOBACK', /not of ASCII/);
test(testMisspelling, 'HELL0BACK', 'HELLOBACK', /digit in place of a letter/);
test(testMisspelling, 'HELLOBAK', 'HELLOBACK', /misspelt/);
test(testMisspelling, 'OLLEH', 'HELLOBACK', /is not HELLOBACK/);
test(testMisspelling, 'okay', 'OK', /is not OK/);
test(testMisspelling, 'OKK', 'OK', /misspelt/);
test(testMisspelling, 'NO WAY', 'OK', null);
test(testMisspelling, '   ', 'OK', null);
test(testMisspelling, 'something else entirely', 'OK', null);
test(testMisspelling, 'x'.repeat(100), 'HELLOBACK', null);
