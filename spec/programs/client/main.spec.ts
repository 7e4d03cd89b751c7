import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import test from 'ava';
import { testCertificates } from '../../support/certificates.js';
import { BIN, FILES, run, runAlone, WHOLE } from '../../support/client-program.js';
import { CLOSED_PORT, says, startTlsServer } from '../../support/scripted-server.js';

const certs = testCertificates();
test.after.always(certs.cleanup);

test('a whole session: 0, a line for each thing, nothing secret', async (t) => {
  const { code, out, err } = await run(WHOLE);
  t.is(code, 0);
  t.deepEqual(err, []);
  t.regex(out[0] ?? '', /^Connected to tls:\/\/localhost:\d+ \(TLSv1\.3\)$/);
  t.is(out[1], 'Working on 4 zero bits');
  t.regex(out[2] ?? '', /^Solved the work: \d+ attempts in .* m?s$/);
  t.deepEqual(out.slice(3), ['Answered FULL_NAME', 'Answered COUNTRY', 'Done: the server has all 2 answers']);
  t.notRegex(out.join('\n'), /token|Robin/);
});

test('FAIL: 1, and its reason, escaped, on standard error', async (t) => {
  const { code, out, err } = await run(says('HELLO', 'FAIL Not \u001b[31mtoday.'));
  t.is(code, 1);
  t.deepEqual(out.slice(1), []);
  t.deepEqual(err, ['tlslp-client: Failed at HELLO: The server sent FAIL: Not \\u001b[31mtoday.']);
});

test('a server that breaks the rules: 1', async (t) => {
  const { code, err } = await run(says('HELLO', 'WORK token 65'));
  t.is(code, 1);
  t.deepEqual(err, [
    'tlslp-client: Failed at HELLO: The line is not a valid command: n_bits of WORK is not an integer from 0 to 64.',
  ]);
});

// Serial: Node warns of too many listeners for signals when one more client runs in this process.
test.serial('a server that leaves before DONE: 1, and one line on standard error', async (t) => {
  const { code, out, err } = await run(says('HELLO', 'WORK token 4'));
  t.is(code, 1);
  t.regex(out.at(-1) ?? '', /^Solved the work/);
  t.deepEqual(err, ['tlslp-client: Failed at WORK: The server left before DONE.']);
});

test('nobody there: 1, and one line on standard error', async (t) => {
  const { code, out, err } = await runAlone('--ports', String(CLOSED_PORT), '--host', '127.0.0.1', ...FILES);
  t.deepEqual({ code, out }, { code: 1, out: [] });
  t.deepEqual(err, ['tlslp-client: Cannot connect to 127.0.0.1: port 1: connection refused.']);
});

test('a certificate that is missing: 1, and the command that makes one', async (t) => {
  const { code, err } = await runAlone('--client-cert', '/nowhere.pem', ...FILES.slice(2));
  t.is(code, 1);
  t.is(err.length, 1);
  t.regex(err[0] ?? '', /^tlslp-client: .*\/nowhere\.pem.*tlslp-certs init/);
});

test('insecure to another machine: 1', async (t) => {
  const { code, err } = await runAlone('--insecure', '--host', 'example.com');
  t.is(code, 1);
  t.deepEqual(err, [
    'tlslp-client: Refusing insecure TLS to example.com. For non-local hosts, enable certificate verification.',
  ]);
});

test('wrong usage: 2, and one line', async (t) => {
  const { code, out, err } = await runAlone('--ports', '1,x');
  t.deepEqual({ code, out }, { code: 2, out: [] });
  t.is(err.length, 1);
  t.regex(err[0] ?? '', /^tlslp-client: --ports 1,x: must be/);
});

test('--help and --version: 0', async (t) => {
  t.is((await runAlone('--version')).code, 0);
  const help = await runAlone('--help');
  t.is(help.code, 0);
  t.regex(help.out.join('\n'), /--answers <file>/);
});

test('answers of a file are sent, and one that it does not have ends the session', async (t) => {
  const path = join(certs.directory, 'answers.json');
  await writeFile(path, '{"FULL_NAME": " the secret "}');
  const received: string[] = [];
  const { code, out, err } = await run(
    (socket) => {
      socket.on('data', (chunk) => received.push(String(chunk)));
      WHOLE(socket);
    },
    '--answers',
    path,
  );
  t.is(code, 1);
  t.true(received.join('').includes('  the secret \n'));
  t.deepEqual(err, [
    `tlslp-client: Failed at COUNTRY: The answers file ${path} has no answer to COUNTRY, which the server asks for.`,
  ]);
  t.notRegex([...out, ...err].join('\n'), /secret/);
});

test('a bad answers file: 1, before anyone is connected to', async (t) => {
  const { code, err } = await runAlone('--ports', '1', '--answers', '/nowhere.json');
  t.is(code, 1);
  t.deepEqual(err, ['tlslp-client: The answers file /nowhere.json cannot be read: no such file.']);
});

test('the tutorial shows and explains every line', async (t) => {
  const { code, out } = await run(WHOLE, '--tutorial');
  t.is(code, 0);
  const told = out.join('\n');
  for (const line of [
    'server: HELLO\\n',
    'client: HELLOBACK\\n',
    'server: WORK token 4\\n',
    'server: FULL_NAME abc\\n',
    'client: 8dd835848401e0d3fbd1db4dd0615785bff5981c3ee21a61455202e164765a19 Robin Example\\n',
    'client: OK\\n',
  ]) {
    t.true(told.includes(`\n${line}`), line);
  }
  t.regex(told, /which ends in \d+ zero bits\./);
  t.regex(told, /Done: the server has all 2 answers/);
});

test('the tutorial explains a failure, which has its line on standard error too', async (t) => {
  const { code, out, err } = await run(says('FAIL Not today.'), '--tutorial');
  t.is(code, 1);
  t.true(out.includes('Failed at HELLO: The server sent FAIL: Not today.'));
  t.deepEqual(err, ['tlslp-client: Failed at HELLO: The server sent FAIL: Not today.']);
});

test('the program itself: SIGINT stops the work at once, with 130', async (t) => {
  const { port, close } = await startTlsServer(certs, says('HELLO', 'WORK token 60'));
  const child = spawn(process.execPath, [BIN, '--ports', String(port), '--threads', '2', ...FILES]);
  const stderr = text(child.stderr);
  for await (const line of createInterface(child.stdout)) {
    if (line === 'Working on 60 zero bits') child.kill('SIGINT');
  }
  const [code] = (await once(child, 'close')) as [number | null];
  await close();
  t.is(code, 130);
  t.is(await stderr, '');
});

test('the program itself: --log-level DEBUG logs the steps, and an error with its stack', async (t) => {
  const { port, close } = await startTlsServer(certs, says('HELLO', 'FAIL Not today.'));
  const child = spawn(process.execPath, [BIN, '--ports', String(port), '--log-level', 'DEBUG', ...FILES]);
  const [closed, out, err] = [once(child, 'close'), text(child.stdout), text(child.stderr)];
  const [code] = (await closed) as [number | null];
  await close();
  t.is(code, 1);
  t.notRegex(await out, /Failed/);
  const lines = (await err).trimEnd().split('\n');
  t.is(lines.pop(), 'tlslp-client: Failed at HELLO: The server sent FAIL: Not today.');
  const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  t.deepEqual(
    entries.map(({ msg }) => msg),
    ['connected', 'received', 'replied', 'failed', 'closed'],
  );
  t.regex(String(entries[3]?.['stack']), /ServiceError/);
});
