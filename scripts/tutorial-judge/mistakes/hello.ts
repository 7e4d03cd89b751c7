import { setTimeout as sleep } from 'node:timers/promises';
import { answering, playing, type Mistake } from '../mistake.js';

const CASE = /case|capital/i;
const SPACE = /white ?space|space|tab/i;
const ECHO = /command (itself|.*(back|copy))|copy of the command|repeat|echo/i;
const HTTP = /HTTP/;
const FIRST = /spoke first|before (the )?(server|HELLO)|server (begins|speaks)/i;
const OTHER = /answer to DONE|not the answer|none of/i;
/** What no table of mistakes can know: that it is not the answer|none of, what came and what was expected is all that can be said. */
const NOT_IT = /not the answer|none of|expected/i;

const says = (id: string, line: string, named: RegExp): Mistake =>
  answering(`hello.${id}`, 'HELLO', named, { hello: () => `${line}\n` });

const lines: readonly Mistake[] = [
  says('lower-case', 'helloback', CASE),
  says('title-case', 'Helloback', CASE),
  says('camel-case', 'HelloBack', CASE),
  says('two-words', 'HELLO BACK', /space|one word|followed|without/i),
  says('underscore', 'HELLO_BACK', /one word|_|underscore|character/i),
  says('hyphen', 'HELLO-BACK', /one word|hyphen|-|character/i),
  says('exclamation', 'HELLOBACK!', /follow|after|!/i),
  says('full-stop', 'HELLOBACK.', /follow|after/i),
  says('typo', 'HELOBACK', /typo|misspel|spell|letter|not the answer|none of/i),
  says('typo-swapped', 'HELLOBCAK', /typo|misspel|spell|letter|not the answer|none of/i),
  says('echo', 'HELLO', ECHO),
  says('echo-and-answer', 'HELLO HELLOBACK', ECHO),
  says('answer-and-name', 'HELLOBACK Ada', /follow|after/i),
  says('answer-and-version', 'HELLOBACK 1.0', /follow|after/i),
  says('colon', 'HELLO:HELLOBACK', /copy|label|before/i),
  says('tag', '[client] HELLOBACK', /label|before|began|tag|log/i),
  says('timestamp', '2026-11-29 23:00:01 HELLOBACK', /label|before|began|time|log/i),
  says('http', 'GET / HTTP/1.1\r\nHost: localhost\r\n\r', HTTP),
  says('http-post', 'POST /hello HTTP/1.1\r', HTTP),
  says('websocket', 'GET /socket HTTP/1.1\r\nUpgrade: websocket\r\n\r', HTTP),
  says('json-rpc', '{"jsonrpc":"2.0","method":"helloback","id":1}', /JSON/i),
  says('ok', 'OK', OTHER),
  says('hi', 'hello server', NOT_IT),
  says('smtp', 'EHLO localhost', /SMTP|not the answer|none of/i),
  says('empty', '', /empty/i),
  says('spaces', '   ', /space|empty/i),
  says('undefined', 'undefined', /undefined|not set|not the answer|none of/i),
  says('none', 'None', /None|not set|not the answer|none of/),
  says('null', 'null', /null|not set|not the answer|none of/i),
  says('cyrillic', 'HELL\u041eBACK', /look|Cyrillic|not (an? )?ASCII|letter|character/i),
  says('zero-for-o', 'HELL0BACK', /digit|0|not the answer|none of/i),
  says('double-space', ' HELLOBACK ', SPACE),
  says('reply-template', '<HELLOBACK>', /bracket/i),
  says('php-var-dump', 'string(9) "HELLOBACK"', /quotes|dump|not the answer|none of/i),
  says('js-array', '[ "HELLOBACK" ]', /JSON|list|array|bracket|quotes/i),
  says('rust-debug', 'Some("HELLOBACK")', /Rust|Some|debug|quotes|not the answer|none of/i),
  says('go-bytes', '[72 69 76 76 79 66 65 67 75]', /bytes|decimal|numbers|list/i),
  says('hex', '48454c4c4f4241434b', /hex/i),
  says('base64', 'SEVMTE9CQUNL', /base64/i),
  says('backspaces', 'HELOO\b\b\bLOBACK', /control|backspace|\b08\b|character|byte/i),
  says('ansi-colour', '\u001b[32mHELLOBACK\u001b[0m', /escape|colou?r|control|terminal/i),
  says('url-encoded', 'HELLOBACK%0A', /%0A|URL|percent|after|follow/i),
  says('html', '<p>HELLOBACK</p>', /HTML|bracket|not the answer|none of/i),
];

const first: readonly Mistake[] = [
  playing('hello.speaks-first', null, FIRST, async (client) => client.wrong('HELLOBACK\n').rest(), {
    wrong: [/client left/i],
  }),
  playing('hello.speaks-first-hello', null, FIRST, async (client) => client.wrong('HELLO\n').rest()),
  playing('hello.speaks-first-empty', null, FIRST, async (client) => client.wrong('\n').rest()),
  playing('hello.speaks-first-http', null, /HTTP|spoke first/, async (client) =>
    client.wrong('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n').rest(),
  ),
  playing('hello.speaks-first-no-lf', null, FIRST, async (client) => client.wrong('HELLOBACK').rest(), {
    args: ['--other-timeout', '1'],
  }),
  playing('hello.two-answers', 'HELLO', /two|at once|second|one line for each/i, async (client) => {
    await client.next();
    await client.wrong('HELLOBACK\nREADY\n').rest();
  }),
  playing(
    'hello.late-extra-line',
    'WORK',
    /no command|not asked|unasked|two|second|suffix|digest/i,
    async (client) => {
      await client.next();
      client.send('HELLOBACK\n');
      await sleep(50);
      await client.wrong('READY\n').rest();
    },
  ),
];

export const HELLO: readonly Mistake[] = [...lines, ...first];
