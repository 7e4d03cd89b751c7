import test from 'ava';
import { createServer } from 'node:tls';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { IncomingHttpHeaders } from 'node:http';
import { firstValueFrom, take } from 'rxjs';
import { batches, type Batch } from '../../../../lib/programs/top/feed/batches.js';
import type { Connection } from '../../../../lib/programs/top/feed/connection.js';
import { reasonFor } from '../../../../lib/programs/top/feed/failures.js';
import { readStory } from '../../../../lib/programs/top/feed/story.js';
import { testCertificates } from '../../../support/certificates.js';
import { all, outcome } from '../../../support/streams.js';
import { connectionTo, eventServer, httpServer, saying, tcpServer } from '../../helpers/http-servers.js';
import {
  eventText,
  firstBatch,
  participantOf,
  sessionOf,
  statusOf,
  storyOf,
} from '../../helpers/status-messages.js';

/** Why the stream of a server ends, and what it emitted before. */
async function endOf(connection: Connection): Promise<{ values: Batch[]; reason: string }> {
  const { values, error } = await outcome(batches(connection, null));
  return { values, reason: reasonFor(connection, error) };
}

test('a batch is emitted when it is complete', async (t) => {
  const [a, b, c] = ['a', 'b', 'c'].map((id) => participantOf(id)) as [never, never, never];
  const { connection, left } = await eventServer(
    t,
    eventText('participants', { reset: true, participants: [a], removed: [] }),
    ': a comment\n\n',
    eventText('participants', { reset: false, participants: [b], removed: ['x'] }),
    eventText('a newer event', 'which is ignored'),
    'unknown: field\n',
    eventText('activities', []),
    eventText('status', statusOf(), 'run.7'),
    eventText('participants', { reset: false, participants: [c], removed: [] }),
    eventText('status', statusOf({ revision: 2 })),
  );
  const [first, second] = await all(batches(connection, null).pipe(take(2)));
  t.deepEqual(
    [first?.reset, first?.participants.map(({ id }) => id), first?.removed, first?.id],
    [true, ['a', 'b'], ['x'], 'run.7'],
  );
  t.deepEqual([second?.reset, second?.participants.map(({ id }) => id), second?.id], [false, ['c'], null]);
  await left();
  t.pass('the socket is closed');
});

test('the same batch comes from any cut of the bytes', async (t) => {
  const text = firstBatch([participantOf('ä日本👩🏽')]);
  const bytes = Buffer.from(text);
  const { connection } = await httpServer(t, (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    let sent = 0;
    const next = (): void => {
      if (sent < bytes.length) response.write(bytes.subarray(sent, ++sent), next);
    };
    next();
  });
  const { participants } = await firstValueFrom(batches(connection, null));
  t.is(participants[0]?.id, 'ä日本👩🏽');
});

test('it sends the token and the last id, and the path of the address before its own', async (t) => {
  const asked: (string | undefined)[] = [];
  const { connection } = await httpServer(t, ({ url, headers }, response) => {
    asked.push(url, headers.authorization, headers['last-event-id'] as string | undefined, headers.host);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(firstBatch([]));
  });
  const { host, port } = connection.address;
  const behind = connectionTo(`http://${host}:${port ?? ''}/a/`);
  await firstValueFrom(batches({ ...behind, token: 'secret' }, 'run.1'));
  await firstValueFrom(batches(connection, null));
  t.deepEqual(asked, [
    ...['/a/api/events', 'Bearer secret', 'run.1', `127.0.0.1:${port ?? ''}`],
    ...['/api/events', undefined, undefined, `127.0.0.1:${port ?? ''}`],
  ]);
});

const answers = test.macro<
  [status: number, headers: IncomingHttpHeaders, body: string, reason: string, token?: string]
>({
  async exec(t, status, headers, body, reason, token) {
    const { connection } = await httpServer(t, (_, response) => {
      response.writeHead(status, headers).end(body);
    });
    t.is((await endOf({ ...connection, token: token ?? null })).reason, reason);
  },
  title: (_, status, headers, _body, _reason, token) =>
    `a server that answers ${status} ${headers['content-type'] ?? ''}${token ?? ''}`,
});

test(answers, 401, {}, '{}', 'it asks for a token: --status-token-file names its file');
test(answers, 401, {}, '{}', 'it does not know the token', ' with a token');
test(
  answers,
  403,
  {},
  '{"error":"Not \\u001b[31myou"}',
  'it does not let this client in: 403 (Not \\u001b[31myou)',
);
test(answers, 404, {}, '<html>', 'there is no status of a tlslp-server: 404');
test(answers, 421, {}, '{"error":1}', 'it does not answer to this name: 421');
test(answers, 503, {}, '{"error":"100 readers"}', 'it takes no more readers now: 503 (100 readers)');
test(answers, 500, {}, 'null', 'it answered with the status 500');
test(
  answers,
  302,
  { location: 'https://other.example/\u00ad' },
  '',
  'it redirects to https://other.example/\\u00ad, which is not followed; give --status that address',
);
test(
  answers,
  200,
  { 'content-type': 'text/html' },
  '<html>',
  'it sends "text/html" and no events: it is another server',
);
test(answers, 200, {}, '', 'it sends "no content type" and no events: it is another server');
test(
  answers,
  500,
  { 'content-type': 'huge' },
  'x'.repeat(100_000),
  'it sent too much: it is larger than 0.0625 MiB',
);

const sends = test.macro<[what: string, text: string, reason: string | RegExp]>({
  async exec(t, _what, text, reason) {
    const { connection } = await eventServer(t, text);
    const ended = await endOf(connection);
    if (typeof reason === 'string') t.is(ended.reason, reason);
    else t.regex(ended.reason, reason);
    t.deepEqual(ended.values, []);
  },
  title: (_, what) => `events with ${what}`,
});

test(sends, 'bad JSON', 'event: status\ndata: {\n\n', 'its event "status" is not JSON');
test(
  sends,
  'a wrong shape',
  eventText('status', { now: 1 }),
  'it sent no valid status: status.server must be an object',
);
test(sends, 'a line without an end', 'x'.repeat(9 * 2 ** 20), 'it sent an event without an end');
test(
  sends,
  'an event without an end',
  `data: ${'x'.repeat(99)}\n`.repeat(90_000),
  'it sent an event without an end',
);
test(
  sends,
  'rows without an end',
  eventText('participants', { reset: true, participants: [], removed: Array(9000).fill('a') })
    .repeat(3)
    .replaceAll('true', 'false'),
  'it sent more than 20000 participants',
);

test('a server that ends in the middle of a batch', async (t) => {
  const { connection } = await httpServer(t, (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(`${firstBatch([participantOf('a')])}event: status\ndata: {`);
  });
  const { values, reason } = await endOf(connection);
  t.is(values.length, 1);
  t.is(reason, 'it ended the connection');
});

test('a server that dies at any byte', async (t) => {
  const text = `HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n: abc\r\n`;
  for (let bytes = 0; bytes < text.length; bytes += 7) {
    const { connection } = await tcpServer(t, (socket) => {
      socket.once('data', () => {
        socket.write(text.slice(0, bytes), () => socket.resetAndDestroy());
      });
    });
    const { reason } = await endOf(connection);
    t.regex(
      reason,
      /^it closed the connection without an answer; if it speaks HTTPS, --status-tls is missing$|^the connection was cut$/,
    );
  }
});

test('a server that closes without a word', async (t) => {
  const { connection } = await saying(t, '');
  t.is(
    (await endOf(connection)).reason,
    'it closed the connection without an answer; if it speaks HTTPS, --status-tls is missing',
  );
});

for (const [name, text] of [
  ['SSH', 'SSH-2.0-OpenSSH_9.2\r\n'],
  ['bytes', '\0\u0001\u0002\n\n'],
  ['half of HTTP', 'HTTP/1.1 abc\r\n\r\n'],
]) {
  test(`a server that speaks ${name ?? ''}`, async (t) => {
    const { connection } = await saying(t, text ?? '');
    t.is(
      (await endOf(connection)).reason,
      'it does not speak HTTP; if it speaks HTTPS, --status-tls is missing',
    );
  });
}

test('HTTPS to a server without it', async (t) => {
  const { connection } = await httpServer(t, (_, response) => response.end());
  const tls = { options: {}, caCert: null };
  t.is((await endOf({ ...connection, tls })).reason, 'the server does not speak TLS');
});

test('HTTPS to a certificate of another CA', async (t) => {
  const { server: pair } = testCertificates();
  const server = createServer({ cert: pair.certPem, key: pair.keyPem }, (socket) =>
    socket.on('error', () => undefined),
  );
  server.on('tlsClientError', () => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const connection = connectionTo(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
  t.is(
    (await endOf({ ...connection, tls: { options: {}, caCert: null } })).reason,
    "the server's certificate is not signed by a CA of those that Node trusts; --ca-cert names others",
  );
});

test('nobody listens', async (t) => {
  const { connection, server } = await saying(t, '');
  server.close();
  await once(server, 'close');
  t.is((await endOf(connection)).reason, 'connection refused; no tlslp-server with --status runs there');
  t.is(
    (await endOf(connectionTo('unix:/nowhere/a.sock'))).reason,
    'there is no such socket; no tlslp-server with --status runs there',
  );
});

test('a story is read, and its socket is closed', async (t) => {
  const paths: (string | undefined)[] = [];
  const { connection, left } = await httpServer(t, ({ url }, response) => {
    paths.push(url);
    response.end(JSON.stringify(storyOf(participantOf('a/ä'), { sessions: [sessionOf()] })));
  });
  const stories = await all(readStory(connection, 'a/ä'));
  t.is(stories[0]?.sessions[0]?.step, 'WORK');
  t.deepEqual(paths, ['/api/participants/a%2F%C3%A4']);
  await left();
});

const hasNoStory = test.macro<[status: number, body: string, reason: string]>({
  async exec(t, status, body, reason) {
    const { connection } = await httpServer(t, (_, response) => {
      response.writeHead(status).end(body);
    });
    const { error } = await outcome(readStory(connection, 'a'));
    t.is(
      error instanceof Error ? error.message : '',
      `Cannot read the status of ${connection.address.text}: ${reason}.`,
    );
  },
  title: (_, status, body) => `a story of ${status} ${body}`,
});

test(
  hasNoStory,
  404,
  '{"error":"no such participant"}',
  'there is no status of a tlslp-server: 404 (no such participant)',
);
test(hasNoStory, 200, '{', 'its story is not JSON');
test(hasNoStory, 200, '{}', 'it sent no valid status: participant must be an object');
