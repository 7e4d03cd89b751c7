import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { text as readAll } from 'node:stream/consumers';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import test, { type ExecutionContext } from 'ava';
import { INK_VERSION, REACT_VERSION } from '../../../lib/programs/top/load-ink.js';
import type { StatusMessage } from '../../../lib/status/messages.js';
import { testCertificates } from '../../support/certificates.js';
import { connectClient, wholeSession } from '../../support/line-client.js';
import { NO_LIMIT_ARGS, ROOT, startServer, temporaryDirectory } from '../../support/programs.js';
import { hasTmux, TmuxTerminal, type TmuxOptions } from '../../support/tmux.js';
import { eventServer } from '../helpers/http-servers.js';
import { firstBatch, NOW, participantOf } from '../helpers/status-messages.js';

const testOnTmux = hasTmux() ? test : test.skip;

const topOn = (t: ExecutionContext, where: string, options?: TmuxOptions): Promise<TmuxTerminal> =>
  TmuxTerminal.start(t, [process.execPath, join(ROOT, 'bin/tlslp-top'), '--status', where], options);

/** A server that shows its status, and the address of that. */
async function serverWithStatus(t: ExecutionContext, args: readonly string[] = []) {
  const { program, port } = await startServer(t, [
    '--status',
    '127.0.0.1:0',
    '--no-records',
    '--requests',
    '2',
    ...NO_LIMIT_ARGS,
    ...args,
  ]);
  const [, url = ''] = await program.printed(/Status page on (\S+)$/m);
  return { program, port, url };
}

async function statusAt(url: string): Promise<StatusMessage> {
  const [response] = (await once(get(`${url}api/status`), 'response')) as [IncomingMessage];
  return JSON.parse(await readAll(response)) as StatusMessage;
}

testOnTmux(
  'the screen shows what the server says: counts, participants, a story; keys sort, filter and search',
  async (t) => {
    const { port, url } = await serverWithStatus(t);
    const { client, oddClient } = testCertificates();
    // A variable that tells of a CI must not matter.
    const terminal = await topOn(t, url, { env: { CI: 'true' } });
    await terminal.until(/No participant yet: clients connect to tls:\/\/localhost:\d+\./);
    await wholeSession(port, () => 'value', { identity: client });
    const failing = await connectClient(port, { identity: oddClient });
    await failing.until('WORK');
    await terminal.until(/in WORK +Ev\\u0000il/);
    await failing.close();
    const screen = await terminal.until(/failed +Ev\\u0000il.*disconnected/);
    t.regex(screen, /done +Test client +\d+ s +2\/2 +1$/m);
    t.regex(screen, /^0 +0 +1 of 2 +1 +0$/m);
    const { participants } = (await statusAt(url)).counts;
    t.deepEqual([participants.known, participants.done, participants.failed], [2, 1, 1]);
    t.false(/[\p{Cc}\p{Cf}]/u.test(screen.replaceAll('\n', '')));

    await terminal.press('f');
    await terminal.until((shown) => shown.includes('show: failed') && !/^..done /m.test(shown));
    await terminal.press('Enter');
    const story = await terminal.until(/disconnected: /);
    t.regex(story, /^Ev\\u0000il.* {2}failed for /m);
    t.regex(story, /disconnected after .* at WORK, 0\/2 answers, from\s+127\.0\.0\.1:\d+/);
    t.regex(story, /→ \S/);
    await terminal.press('Escape');
    await terminal.until(/show: failed/);
    await terminal.press('f', 'f', 'f');
    await terminal.until((shown) => shown.includes('show: done') && !/^..failed /m.test(shown));
    // Whoever types fast, or over a slow line, has several keys read at once.
    await terminal.type('ffs/xev\u007f\u007f\u007fev\r');
    await terminal.until((shown) => shown.includes('search: ev') && shown.includes('1-1 of 1 (2)'));
    await terminal.press('?');
    await terminal.until(/^KEYS$/m);
    await terminal.press('q', 'q');
    t.regex(await terminal.until(/exit code/), /^before\nexit code 0\n+$/);
    t.deepEqual(await terminal.modes(), { cursor: true, alternate: false, wraps: true });
  },
);

testOnTmux('a server that is gone is told of, and read again when it is back', async (t) => {
  const path = join(await temporaryDirectory(t), 'status');
  const args = ['--status', `unix:${path}`, '--no-records'];
  const first = await startServer(t, args);
  const terminal = await topOn(t, `unix:${path}`);
  await terminal.until(/ready {2}tls:/);
  first.program.signal('SIGKILL');
  await first.program.ended;
  const lost = await terminal.until(/CONNECTION LOST at \d\d:\d\d:\d\d, \d+ s ago; again in \d+ s: /);
  t.regex(lost, /ready {2}tls:/, 'what was known is still shown');
  const second = await startServer(t, args);
  await terminal.until((shown) => !shown.includes('LOST') && shown.includes(`localhost:${second.port}`));
  await terminal.press('C-c');
  await terminal.until(/^exit code 0$/m);
});

testOnTmux('the screen fits the terminal, when it is resized too', async (t) => {
  const rows = Array.from({ length: 80 }, (_, n) => participantOf(`name ${n}`, { address: '10.0.0.1' }));
  const { connection } = await eventServer(t, firstBatch(rows));
  const terminal = await topOn(t, connection.address.text);
  const small = await terminal.until(/1-15 of 80$/m);
  t.is(small.split('\n').length, 25);
  t.true(small.split('\n').every((line) => line.length <= 80));
  await terminal.resize(120, 40);
  const large = await terminal.until(/1-29 of 80$/m);
  t.regex(large, /^█/m, 'high digits');
  await terminal.press('G');
  await terminal.until(/52-80 of 80$/m);
  await terminal.resize(40, 9);
  await terminal.until(/76-80 of 80$/m);
  await terminal.press('g');
  await terminal.until(/1-5 of 80$/m);
  await terminal.resize(80, 24);
  const again = await terminal.until(/1-15 of 80$/m);
  const still = (screen: string): string => screen.replaceAll(/\d+:\d+(:\d+)?/g, 'time');
  t.is(still(again), still(small));
});

testOnTmux('colours, and NO_COLOR', async (t) => {
  const { connection } = await eventServer(t, firstBatch([participantOf('a', { state: 'failed' })]));
  const colours = /\u001b\[(?:[\d;]+;)?[34][0-8](?:;\d+)*m/;
  for (const [env, coloured] of [
    [{}, true],
    [{ NO_COLOR: '1' }, false],
  ] as const) {
    const terminal = await topOn(t, connection.address.text, { env });
    await terminal.until(/failed +a /);
    t.is(colours.test(await terminal.screen(true)), coloured);
  }
});

testOnTmux('a terminal without cursor movement gets the text once', async (t) => {
  const { connection } = await eventServer(t, firstBatch([participantOf('a')]));
  const terminal = await topOn(t, connection.address.text, { env: { TERM: 'dumb' } });
  t.regex(
    await terminal.until(/exit code/),
    /^before\nserver +tlslp-server 1\.2\.3[^]*in WORK +a +WORK[^]*\nexit code 0\n/,
  );
});

testOnTmux('SIGTERM gives the terminal back', async (t) => {
  const { connection } = await eventServer(t, firstBatch([]));
  const terminal = await topOn(t, connection.address.text);
  await terminal.until(/No participant yet/);
  t.deepEqual(await terminal.modes(), { cursor: false, alternate: true, wraps: false });
  await terminal.signal('SIGTERM');
  t.regex(await terminal.until(/exit code/), /^before\nTerminated\nexit code 143\n+$/);
  t.deepEqual(await terminal.modes(), { cursor: true, alternate: false, wraps: true });
});

testOnTmux('an exception gives the terminal back', async (t) => {
  const hook = join(await temporaryDirectory(t), 'hook.mjs');
  await writeFile(hook, `process.on('SIGUSR2', () => { throw new Error('on purpose'); });`);
  const { connection } = await eventServer(t, firstBatch([]));
  const terminal = await topOn(t, connection.address.text, { env: { NODE_OPTIONS: `--import=${hook}` } });
  await terminal.until(/No participant yet/);
  await terminal.signal('SIGUSR2');
  t.regex(await terminal.until(/exit code/), /Error: on purpose[^]*\nexit code 1\n/);
  t.deepEqual(await terminal.modes(), { cursor: true, alternate: false, wraps: true });
});

testOnTmux('hostile names stay in their column, and move nothing', async (t) => {
  const names = [
    '\u001b[2J\u001b[H\u0007',
    '\u202eevil',
    '"><script>',
    '李小龍'.repeat(50),
    'é'.repeat(5000),
    'x'.repeat(10_000),
    'a\nb',
  ];
  const rows = names.map((name, n) => participantOf(`id ${n}`, { name, tries: 777, since: NOW - n }));
  const { connection } = await eventServer(t, firstBatch(rows));
  const terminal = await topOn(t, connection.address.text);
  const screen = await terminal.until(/1-7 of 7$/m);
  t.is(screen.match(/ 0\/20 {3}777$/gm)?.length, names.length);
  t.regex(screen, /\\u001b\[2J/);
  t.regex(screen, /\\u202eevil/);
  t.regex(screen, /a\\nb/);
});

testOnTmux('a pause keeps the screen, and ends', async (t) => {
  const { connection } = await eventServer(t, firstBatch([participantOf('a')]));
  const terminal = await topOn(t, connection.address.text);
  await terminal.until(/in WORK +a/);
  await terminal.press('p');
  await terminal.until(/PAUSED at 12:00:\d\d\./);
  await terminal.press('p');
  await terminal.until((screen) => !screen.includes('PAUSED'));
  t.pass();
});

testOnTmux('without ink and react: the command that installs them', async (t) => {
  const directory = await temporaryDirectory(t);
  const hooks = `export async function resolve(name, context, next) {
  if (name === 'ink') throw Object.assign(new Error('none'), { code: 'ERR_MODULE_NOT_FOUND' });
  return next(name, context);
}`;
  const hook = join(directory, 'hook.mjs');
  await writeFile(
    hook,
    `import { register } from 'node:module'; register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hooks)}`)});`,
  );
  const { connection } = await eventServer(t, firstBatch([]));
  const terminal = await topOn(t, connection.address.text, {
    columns: 120,
    env: { NODE_OPTIONS: `--import=${hook}` },
  });
  const screen = await terminal.until(/exit code 1/);
  t.true(screen.includes(`npm install ink@${INK_VERSION} react@${REACT_VERSION}`));
});
