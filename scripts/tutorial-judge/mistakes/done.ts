import { answering, playing, type Mistake } from '../mistake.js';

const CASE = /case|capital/i;
const FOLLOW = /follow|after/i;
const SHORT = { args: ['--other-timeout', '1'] };
const UNENDED =
  /without (an? |its |the )?(LF|line ?feed|newline|\\n)|no (LF|line ?feed)|not ended|LF (is|was) missing|missing (its )?LF/i;
const LEFT = /\bleft\b.*(OK|DONE)|before (it sent )?OK|without (an )?(answer to DONE|OK)/i;

const says = (id: string, line: string, named: RegExp): Mistake =>
  answering(`done.${id}`, 'DONE', named, { done: () => `${line}\n` });

export const DONE: readonly Mistake[] = [
  says('lower-case', 'ok', CASE),
  says('title-case', 'Ok', CASE),
  says('okay', 'OKAY', /not the answer|none of|letter|word is not OK/i),
  says('o-k', 'O.K.', /not the answer|none of|a sign in it/i),
  says('zero-k', '0K', /not the answer|none of|digit/i),
  says('full-stop', 'OK.', FOLLOW),
  says('exclamation', 'OK!', FOLLOW),
  says('more', 'OK bye', FOLLOW),
  says('status-200', '200 OK', /not the answer|none of|before|HTTP/i),
  says('quotes', '"OK"', /quotes/i),
  says('space-after', 'OK ', /space/i),
  says('space-before', ' OK', /space/i),
  says('cr', 'OK\r', /\bCR\b/),
  says('nul', 'OK\0', /NUL/),
  says('bom', '\ufeffOK', /byte.order mark|BOM/i),
  says('python-bytes', "b'OK'", /Python|b'/),
  says('backslash-n', 'OK\\n', /backslash/i),
  says('empty', '', /empty/i),
  says('echo', 'DONE', /command itself|sent back|repeat|echo/i),
  says('echo-and-ok', 'DONE OK', /copy|command/i),
  says('colon', 'DONE: OK', /copy|command|label/i),
  says('helloback', 'HELLOBACK', /answer to HELLO|sent again/i),
  says('bye', 'BYE', /not the answer|none of|word is not OK/i),
  says('quit', 'QUIT', /not the answer|none of|word is not OK/i),
  says('true', 'true', /not the answer|none of|word is not OK/i),
  says('json', '{"status":"OK"}', /JSON/i),
  answering('done.checksum', 'DONE', /checksum|request|answer to (a|FULL)|body|digest|sent again/i, {
    done: ({ checksum }) => `${checksum} OK\n`,
  }),
  answering('done.body-again', 'DONE', /sent again|answer to ADDR|body|checksum/i, {
    done: ({ checksum }) => `${checksum} my addr_line2\n`,
  }),
  answering('done.two-lfs', 'DONE', /after|two|extra|nothing may follow/i, { done: () => 'OK\n\n' }),
  answering('done.two-lines', 'DONE', /after|two|extra|nothing may follow/i, { done: () => 'OK\nBYE\n' }),
  answering('done.twice', 'DONE', /after|two|twice|extra|nothing may follow/i, { done: () => 'OK\nOK\n' }),
  answering('done.bytes-after', 'DONE', /after|nothing may follow/i, { done: () => 'OK\nBYE' }),
  answering('done.nul-after-lf', 'DONE', /NUL/, { done: () => 'OK\n\0' }),
  answering('done.no-lf', 'DONE', UNENDED, { done: () => 'OK' }, SHORT),
  answering('done.cr-alone', 'DONE', /\bCR\b|\b0d\b/, { done: () => 'OK\r' }, SHORT),
  answering(
    'done.nothing',
    'DONE',
    /no answer|timed out|nothing/i,
    { done: () => null },
    { ...SHORT, checklist: true },
  ),
  answering('done.utf-16', 'DONE', /UTF-16/i, { done: () => Buffer.from('OK\n', 'utf16le') }),
  playing('done.left', 'DONE', LEFT, async (client) => {
    await client.upTo('DONE');
    client.leave();
  }),
  playing('done.half-closed', 'DONE', /closed|OK|DONE/i, async (client) => {
    await client.upTo('DONE');
    await client.halfClose().rest();
  }),
  playing('done.left-with-no-lf', 'DONE', UNENDED, async (client) => {
    await client.upTo('DONE');
    await client.wrong('OK').halfClose().rest();
  }),
  playing('done.half-line-left', 'DONE', UNENDED, async (client) => {
    await client.upTo('DONE');
    await client.wrong('O').halfClose().rest();
  }),
  playing(
    'done.ok-too-early',
    'ADDR_LINE2',
    /two|at once|no command|before|early|not asked/i,
    async (client) => {
      await client.upTo('ADDR_LINE2');
      await client.wrong(`${client.checksum} ${client.value}\nOK\n`).rest();
    },
  ),
];
