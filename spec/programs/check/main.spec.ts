import { spawn } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import test from 'ava';
import { main } from '../../../lib/programs/check/main.js';
import { runCheck } from '../../support/check-program.js';
import { freePort } from '../../support/free-port.js';
import { Program, ROOT, temporaryDirectory } from '../../support/programs.js';
import { COVERED } from '../../support/uncovered-children.js';
import { naiveClient } from './naive-client.js';

const OURS = [
  join(ROOT, 'bin/tlslp-client'),
  ...['--host', '{host}', '--ports', '{port}', '--threads', '1'],
  ...['--ca-cert', '{ca}', '--client-cert', '{cert}', '--private-key', '{key}'],
];
const SOME = ['--only', 'session.plain,order.work_first'];

test.serial('our own client passes, and the exit code is 0', async (t) => {
  const { code, out, err } = await runCheck('client', ...SOME, '--', ...OURS);
  t.deepEqual([code, err], [0, '']);
  t.regex(out, /✔ +1 session\.plain\n[^]*✔ +\d+ order\.work_first\n/);
  t.regex(out, /\n2 checks: 2 passed\.\nThese checks are passed, 2 of \d+\.\n$/);
});

test.serial(
  'a client that answers out of order fails, and the report says with what, and how to run it again',
  async (t) => {
    const client = await naiveClient(t);
    const { code, out } = await runCheck('client', ...SOME, '--seed', '5', '--', ...client);
    t.is(code, 1);
    t.regex(out, /✘ +\d+ order\.work_first\n/);
    t.regex(out, /expected no answer\n +came +"\d+\\n"\n/);
    t.regex(
      out,
      /again +tlslp-check client --only order\.work_first --seed 5 -- \S*node \S*client\.mjs \{host\}/,
    );
    t.true(out.endsWith('The client does not conform.\n'));
  },
);

test.serial(
  'a program that does not speak the protocol is not checked any further: exit code 3',
  async (t) => {
    const { code, out } = await runCheck('client', '--', 'false');
    t.is(code, 3);
    t.true(out.includes('1 check: 0 passed, 1 failed.\n'));
    t.notRegex(out, /No records are kept|Server stopping/);
  },
);

test.serial('the tutorial explains why the plain session of a client failed', async (t) => {
  const [node = '', script = '', ...words] = await naiveClient(t);
  const source = await readFile(script, 'utf8');
  await writeFile(
    script,
    source.replace("socket.write(answer(line) + '\\n')", "socket.write(answer(line) + '\\r\\n')"),
  );
  const { code, out } = await runCheck('client', '--', node, script, ...words);
  t.is(code, 3);
  t.regex(out, /cause +It ends its lines with CR LF, not with LF alone\./);
  t.regex(out, /\n\nTutorial: one session, explained[^]*→ The line ended with CR LF\. End it with LF alone/);
});

test.serial('a program that is not there: exit code 3, and why', async (t) => {
  const { code, out } = await runCheck('client', '--', join(ROOT, 'no-such-client'));
  t.is(code, 3);
  t.true(out.includes('could not be started: no such file'));
});

test.serial(
  'the plain session is played first, also when it is not asked for, and is in the report only if it fails',
  async (t) => {
    const passed = await runCheck('client', '--only', 'order.work_first', '--', ...OURS);
    t.deepEqual([passed.code, passed.out.includes('session.plain')], [0, false]);
    const failed = await runCheck('client', '--only', 'order.work_first', '--', 'false');
    t.deepEqual([failed.code, failed.out.includes('session.plain')], [3, true]);
  },
);

test.serial('a known failure does not count, and one that passes does', async (t) => {
  const client = await naiveClient(t);
  const file = join(await temporaryDirectory(t), 'known');
  await writeFile(file, 'order.work_first the order comes later\n');
  const known = await runCheck('client', ...SOME, '--expect', file, '--', ...client);
  t.is(known.code, 0);
  t.true(known.out.includes('order.work_first (known)'));
  const stale = await runCheck('client', ...SOME, '--expect', file, '--', ...OURS);
  t.is(stale.code, 1);
  t.true(stale.out.includes('take them out of the file.\n  order.work_first\n'));
});

test.serial(
  'a file of known failures that is not there, or names no check, is told in one line',
  async (t) => {
    const directory = await temporaryDirectory(t);
    const missing = await runCheck('client', '--expect', join(directory, 'none'), '--', ...OURS);
    t.is(missing.code, 2);
    t.regex(missing.err, /^tlslp-check: --expect \S+none cannot be read: no such file\.\n$/);
    await writeFile(join(directory, 'bad'), '\nsession.plane\n');
    const bad = await runCheck('client', '--expect', join(directory, 'bad'), '--', ...OURS);
    t.regex(
      bad.err,
      /^tlslp-check: --expect \S+bad, line 2: "session\.plane" is not the id of a check[^\n]*\n$/,
    );
  },
);

test.serial('reports for programs: to a file, and to standard output in place of the text', async (t) => {
  const directory = await temporaryDirectory(t);
  const [junit, tap] = [join(directory, 'report.xml'), join(directory, 'report.tap')];
  const client = await naiveClient(t);
  const { code, out, err } = await runCheck(
    ...['client', ...SOME, '--junit', junit, '--tap', tap, '--json', '--', ...client],
  );
  t.is(code, 1);
  const json = JSON.parse(out) as { conforms: boolean; checks: { id: string; verdict: string }[] };
  t.false(json.conforms);
  t.deepEqual(
    json.checks.map(({ id, verdict }) => [id, verdict]),
    [
      ['session.plain', 'pass'],
      ['order.work_first', 'fail'],
    ],
  );
  t.true(err.includes('The client does not conform.\n'));
  t.regex(await readFile(junit, 'utf8'), /<testsuites name="tlslp-check client" tests="2" failures="1"/);
  t.regex(await readFile(tap, 'utf8'), /^TAP version 14\n1\.\.2\nok 1 - session\.plain/);
});

test.serial('what was said and written is kept', async (t) => {
  const directory = await temporaryDirectory(t);
  const client = await naiveClient(t);
  await runCheck('client', ...SOME, '--keep', directory, '--', ...client);
  t.deepEqual((await readdir(directory)).sort(), ['order.work_first', 'session.plain']);
  const place = join(directory, 'order.work_first');
  t.deepEqual((await readdir(place)).sort(), ['result.json', 'stderr.txt', 'stdout.txt', 'transcript.txt']);
  t.regex(await readFile(join(place, 'transcript.txt'), 'utf8'), /^client: connects\nkit: "WORK /);
  t.like(JSON.parse(await readFile(join(place, 'result.json'), 'utf8')), {
    id: 'order.work_first',
    verdict: 'fail',
  });
});

test.serial('the list has every check, its level and its rule', async (t) => {
  const { code, out } = await runCheck('client', '--list', '--only', 'session');
  t.is(code, 0);
  t.regex(out, /^session\.plain +MUST +A whole session/);
  t.notRegex(out, /^order\./m);
});

test.serial('--listen: a client comes by itself, and is judged by what it sends', async (t) => {
  const client = await naiveClient(t);
  const port = await freePort();
  const stderr = new PassThrough().setEncoding('utf8');
  const stdout = new PassThrough();
  const out = text(stdout);
  stderr.on('data', (line: string) => {
    const words = /^Waiting for a client: (\S+) (\d+) (\S+) (\S+) (\S+)\n$/.exec(line)?.slice(1) ?? [];
    const [node = '', script = ''] = client;
    spawn(node, [script, ...words], { stdio: 'ignore' });
  });
  const only = 'session.plain,session.twice,order.work_first,run.refused';
  const code = await main(['client', '--listen', String(port), '--only', only], { stdout, stderr });
  stdout.end();
  t.is(code, 1);
  t.regex(
    await out,
    /✔ +1 session\.plain[^]*✔ +\d+ session\.twice[^]*✘ +\d+ order\.work_first[^]*- +\d+ run\.refused\n/,
  );
});

test.serial('what a client that cannot be checked has written is shown', async (t) => {
  const { code, out } = await runCheck(
    'client',
    '--',
    process.execPath,
    '-e',
    'console.error("boom"); process.exit(4)',
  );
  t.is(code, 3);
  t.regex(
    out,
    /came +exit code 4\n[^]* stderr +boom\n[^]*Everything needs a plain session: nothing else was played/,
  );
});

test.serial('a signal ends the run at once: what was played is reported, and nothing is left', async (t) => {
  const directory = await temporaryDirectory(t);
  const report = join(directory, 'report.json');
  const client = await naiveClient(t);
  const args = ['client', '--json', report, '--only', 'session.plain,silence.hello', '--', ...client];
  const program = new Program(t, process.execPath, [join(ROOT, 'bin/tlslp-check'), ...args], {
    env: { ...COVERED, TMPDIR: directory },
  });
  await program.until(() => program.stdout.includes('session.plain\n'));
  program.signal('SIGINT');
  const { code } = await program.ended;
  t.is(code, 130);
  t.regex(program.stdout, /1 check: 1 passed\. 1 was not played\.\nThe run was stopped before its end\.\n$/);
  t.like(JSON.parse(await readFile(report, 'utf8')), { passed: false, planned: 2 });
  t.deepEqual(
    (await readdir(directory)).filter((name) => name.startsWith('tlslp-check-')),
    [],
  );
});

test.serial('--done-exit and --done-text: what a client says when it has reached DONE', async (t) => {
  const client = await naiveClient(t);
  const plain = ['client', '--only', 'session.plain'];
  t.is((await runCheck(...plain, '--done-exit', '7', '--', ...client)).code, 3);
  t.is((await runCheck(...plain, '--done-text', 'all is kept', '--', ...client)).code, 3);
  const [node = '', ...words] = client;
  const shell = [
    'sh',
    '-c',
    '"$0" "$@"; status=$?; [ $status = 0 ] && echo all is kept; exit $((status + 7))',
  ];
  t.is(
    (await runCheck(...plain, '--done-exit', '7', '--done-text', 'is kept', '--', ...shell, node, ...words))
      .code,
    0,
  );
});

const wrong = test.macro<[argv: readonly string[], message: RegExp]>(async (t, argv, message) => {
  const { code, out, err } = await runCheck(...argv);
  t.deepEqual([code, out], [2, '']);
  t.regex(err, message);
  t.is(err.split('\n').length, 2);
});

test.serial(
  'a misspelt placeholder',
  wrong,
  ['client', '--', 'true', '{prot}'],
  /\{prot\}: is no placeholder: do you mean \{port\}/,
);
test.serial(
  'nothing left to play',
  wrong,
  ['client', '--only', 'run.short_output', '--level', 'must', '--', 'true'],
  /no check is left/,
);
test.serial(
  'a report that cannot be written',
  wrong,
  ['client', '--json', '/nonexistent/report.json', '--', 'true'],
  /report \/nonexistent\/report\.json cannot be written: no such file/,
);
test.serial(
  'a directory that cannot be made',
  wrong,
  ['client', '--keep', '/proc/nothing/kept', '--', 'true'],
  /--keep \/proc\/nothing\/kept cannot be written: no such file/,
);
test.serial('no command', wrong, [], /a command must be given: client/);
test.serial(
  'a wire that is none',
  wrong,
  ['client', '--wire', 'slicer,latence', '--', 'true'],
  /--wire slicer,latence: has "latence": must be one of /,
);
test.serial('no program', wrong, ['client'], /program: is missing: put "--" and its command line last/);
test.serial(
  'a pattern that names nothing',
  wrong,
  ['client', '--only', 'sesion', '--', 'true'],
  /--only "sesion": names no check/,
);
test.serial(
  'two reports for standard output',
  wrong,
  ['client', '--json', '--tap', '--', 'true'],
  /--tap: needs a file/,
);
test.serial(
  'a level that is none',
  wrong,
  ['client', '--level', 'may', '--', 'true'],
  /--level may: must be one of must should info/,
);
test.serial(
  '--listen and a program',
  wrong,
  ['client', '--listen', '4433', '--', 'true'],
  /--listen: must not be given with a program/,
);
