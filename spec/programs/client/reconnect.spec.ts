import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import test from 'ava';
import { testCertificates } from '../../support/certificates.js';
import { BIN, FILES, run, runAlone, WHOLE } from '../../support/client-program.js';
import { CLOSED_PORT, inTurn, says } from '../../support/scripted-server.js';

test.after.always(testCertificates().cleanup);

test('a server that is full is asked again, and 0 in the end', async (t) => {
  const { code, out, err } = await run(
    inTurn(says('FAIL Server is full: all places are taken. Try again later.'), WHOLE),
    '--reconnect',
  );
  t.deepEqual({ code, err }, { code: 0, err: [] });
  t.is(
    out[1],
    'Failed at HELLO: The server sent FAIL: Server is full: all places are taken. Try again later.',
  );
  t.regex(out[2] ?? '', /^Connecting again in \S+ m?s$/);
  t.is(out.at(-1), 'Done: the server has all 2 answers');
});

test('a FAIL about an answer is final: 1', async (t) => {
  const { code, out, err } = await run(
    inTurn(says('HELLO', 'WORK token 0', 'FAIL Invalid suffix returned from client.')),
    '--reconnect',
  );
  t.is(code, 1);
  t.regex(out.at(-1) ?? '', /^Solved the work/);
  t.deepEqual(err, [
    'tlslp-client: Failed at WORK: The server sent FAIL: Invalid suffix returned from client.',
  ]);
});

test('nobody there: 1 when its time is over, with the reason each time', async (t) => {
  const args = ['--ports', String(CLOSED_PORT), '--host', '127.0.0.1', '--reconnect', '8', ...FILES];
  const { code, out, err } = await runAlone(...args);
  t.is(code, 1);
  const refused = 'Cannot connect to 127.0.0.1: port 1: connection refused.';
  t.true(out.length > 0);
  t.true(out.every((line) => line.startsWith(`${refused} Again in `)));
  t.deepEqual(err, [`tlslp-client: ${refused}`]);
});

test('the program itself: SIGINT ends a pause at once, with 130', async (t) => {
  const args = ['--ports', String(CLOSED_PORT), '--host', '127.0.0.1', '--reconnect', ...FILES];
  const child = spawn(process.execPath, [BIN, ...args]);
  // From the start: its end may come before the last line is read.
  const closed = once(child, 'close') as Promise<[number | null]>;
  const stderr = text(child.stderr);
  let isTold = false;
  for await (const line of createInterface(child.stdout)) {
    // Once: a second one would come while the program ends.
    if (isTold || !line.includes('Again in')) continue;
    isTold = true;
    child.kill('SIGINT');
  }
  const [code] = await closed;
  t.is(code, 130);
  t.is(await stderr, '');
});
