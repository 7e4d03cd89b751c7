import assert from 'node:assert/strict';
import { duplexPair, type Duplex } from 'node:stream';
import test from 'ava';
import fc from 'fast-check';
import { LineClient, MAX_KEPT_LINE } from '../../../lib/conformance/peers/line-client.js';
import { checksumOf, zeroBitsOf } from '../../../lib/conformance/peers/solve.js';

/** A client, and the server's end of its stream. */
function pair(): { client: LineClient; server: Duplex; said: () => string } {
  const [theirs, server] = duplexPair();
  let said = '';
  server.setEncoding('utf8').on('data', (text: string) => (said += text));
  server.on('error', () => null);
  return { client: new LineClient(theirs), server, said: () => said };
}

/** Lets everything go its way that is on the way already. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

test('any cut of the same bytes gives the same lines and the same record', async (t) => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 60 }).map((array) => Buffer.from(array)),
    fc
      .string({ unit: fc.constantFrom('\n', 'a', 'ü', '\u{1f600}', '\r'), maxLength: 40 })
      .map((text) => Buffer.from(text)),
  );
  await fc.assert(
    fc.asyncProperty(bytes, fc.infiniteStream(fc.integer({ min: 1, max: 7 })), async (whole, sizes) => {
      const { client, server } = pair();
      for (let from = 0; from < whole.length;) {
        const { value: size } = sizes.next() as { value: number };
        server.write(whole.subarray(from, from + size));
        from += size;
        await settle();
      }
      server.end();
      client.socket.end();
      const lines = await client.rest();
      const expected = whole.toString('utf8').split('\n');
      assert.deepEqual(lines, expected.slice(0, -1));
      assert.equal(client.received.total, whole.length);
      assert.deepEqual(client.received.excerpt, whole);
    }),
    { numRuns: 100 },
  );
  t.pass();
});

test('bytes without an LF are no line, and can be seen', async (t) => {
  const { client, server } = pair();
  server.end('DONE');
  client.socket.end();
  t.is(await client.next(), null);
  t.is(client.unended, 'DONE');
  t.deepEqual(client.lines, []);
  t.true(client.ended);
  t.deepEqual(await client.closed, { ended: true, errorCode: null });
});

test('of an endless line, the beginning is kept; the line after it is whole', async (t) => {
  const { client, server } = pair();
  const half = 'x'.repeat(MAX_KEPT_LINE / 2 + 1);
  for (const part of [half, half, half]) server.write(part);
  server.write('y\nHELLO\n');
  t.is(await client.next(), 'x'.repeat(MAX_KEPT_LINE));
  t.is(await client.next(), 'HELLO');
  t.is(client.received.total, 3 * half.length + 'y\nHELLO\n'.length);
  await client.close();
});

test('a wait for a line ends with its signal, and the line is not lost', async (t) => {
  const { client, server } = pair();
  const controller = new AbortController();
  const waiting = client.next({ signal: controller.signal });
  controller.abort();
  const error = await t.throwsAsync(waiting);
  t.is(error.name, 'AbortError');
  server.write('HELLO\n');
  t.is(await client.next(), 'HELLO');
  // A line that is there needs no wait.
  server.write('DONE\n');
  while (!client.hasNext) await settle();
  t.is(await client.next({ signal: controller.signal }), 'DONE');
  await t.throwsAsync(client.rest({ signal: controller.signal }), { name: 'AbortError' });
  await client.close();
});

test('calls that wait at once get a line each, and null when no more come', async (t) => {
  const { client, server } = pair();
  const waiting = [client.next(), client.next(), client.next()];
  server.write('one\ntwo\n');
  server.end();
  client.socket.end();
  t.deepEqual(await Promise.all(waiting), ['one', 'two', null]);
});

test('it answers a session correctly, and knows what it said', async (t) => {
  const { client, server, said } = pair();
  server.write('HELLO\nWORK token 5\nFULL_NAME abc\nEMAIL1 def\nFULL_NAME ghi\nDONE\n');
  t.is(await client.converse((name, nth) => `${name}, ${nth}`), 'DONE');
  await settle();
  const [hello, suffix = '', ...answers] = said().split('\n');
  t.is(hello, 'HELLOBACK');
  t.true(zeroBitsOf('token', suffix) >= 5);
  t.is(client.suffix, suffix);
  t.is(client.token, 'token');
  t.deepEqual(answers, [
    `${checksumOf('token', 'abc')} FULL_NAME, 0`,
    `${checksumOf('token', 'def')} EMAIL1, 0`,
    `${checksumOf('token', 'ghi')} FULL_NAME, 1`,
    'OK',
    '',
  ]);
  t.deepEqual(client.answers, { FULL_NAME: 'FULL_NAME, 1', EMAIL1: 'EMAIL1, 0' });
  await client.close();
});

test('it stops at FAIL and at the end', async (t) => {
  const failing = pair();
  failing.server.write('HELLO\nFAIL no\nWORK token 1\n');
  t.is(await failing.client.converse(), 'FAIL no');
  await failing.client.close();
  const ending = pair();
  ending.server.end('HELLO\n');
  const answered = ending.client.converse();
  ending.client.socket.end();
  t.is(await answered, null);
});

test('until leaves its command unanswered', async (t) => {
  const { client, server, said } = pair();
  server.write('HELLO\nWORK token 1\n');
  t.is(await client.until('WORK'), 'WORK token 1');
  await settle();
  t.is(said(), 'HELLOBACK\n');
  await client.close();
});

test('until throws when FAIL comes first, and what the server says cannot reach a terminal as it is', async (t) => {
  const { client, server } = pair();
  server.write('FAIL \u001b[31mno\n');
  const { message } = await t.throwsAsync(client.until('WORK'));
  t.is(message, 'No WORK came, but FAIL \\u001b[31mno');
  await client.close();
  await t.throwsAsync(client.until(/^DONE$/), { message: 'No /^DONE$/ came, but the end' });
});

test('WORK that nobody solves is an error, not a search without end', async (t) => {
  const { client, server } = pair();
  server.write('WORK token 1000000000\n');
  await t.throwsAsync(client.converse(), { instanceOf: RangeError });
  await client.close();
});

test('a stream over no TCP has no socket below it; a reset tears it down', async (t) => {
  const { client } = pair();
  t.is(client.below, null);
  t.is(client.closeNotify, null);
  await client.reset();
  t.deepEqual(await client.closed, { ended: false, errorCode: null });
});
