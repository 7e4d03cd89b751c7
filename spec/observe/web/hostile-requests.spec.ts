import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { once } from 'node:events';
import test from 'ava';
import fc from 'fast-check';
import { rawGet, rawRequest, startStatus, statusesOf } from '../../support/status-http.js';

const HOST = 'Host: localhost\r\n';
const CLOSE = 'Connection: close\r\n';

/** A request as bytes, and the status of its answer. */
const REQUESTS: Readonly<Record<string, readonly [string, number]>> = {
  'a plain one': [`GET /livez HTTP/1.1\r\n${HOST}${CLOSE}\r\n`, 200],
  'HTTP/1.0 without a host, as old health checks send it': ['GET /livez HTTP/1.0\r\n\r\n', 200],
  'HTTP/1.1 without a host': ['GET /livez HTTP/1.1\r\n\r\n', 400],
  'two hosts': [`GET /livez HTTP/1.1\r\n${HOST}Host: evil.example\r\n${CLOSE}\r\n`, 400],
  'a host of somebody else': [`GET /livez HTTP/1.1\r\nHost: evil.example\r\n${CLOSE}\r\n`, 421],
  'a host that is none': [`GET /livez HTTP/1.1\r\nHost: [::1\r\n${CLOSE}\r\n`, 421],
  'an empty host': [`GET /livez HTTP/1.1\r\nHost:\r\n${CLOSE}\r\n`, 421],
  'an absolute target': [`GET http://localhost/livez HTTP/1.1\r\n${HOST}${CLOSE}\r\n`, 200],
  'an absolute target of somebody else': [
    `GET http://evil.example/livez HTTP/1.1\r\n${HOST}${CLOSE}\r\n`,
    421,
  ],
  'a target without a slash': [`GET livez HTTP/1.1\r\n${HOST}${CLOSE}\r\n`, 400],
  'a star': [`OPTIONS * HTTP/1.1\r\n${HOST}${CLOSE}\r\n`, 405],
  'a way up': [`GET /assets/../../../../etc/passwd HTTP/1.1\r\n${HOST}${CLOSE}\r\n`, 404],
  'a way up, encoded': [`GET /assets/%2e%2e/%2e%2e/package.json HTTP/1.1\r\n${HOST}${CLOSE}\r\n`, 404],
  'a NUL, encoded': [`GET /api/participants/%00 HTTP/1.1\r\n${HOST}${CLOSE}\r\n`, 404],
  'a NUL': [`GET /a\0b HTTP/1.1\r\n${HOST}${CLOSE}\r\n`, 400],
  'a bad percent': [`GET /api/participants/%zz HTTP/1.1\r\n${HOST}${CLOSE}\r\n`, 400],
  'an overlong encoding': [`GET /api/participants/%c0%af HTTP/1.1\r\n${HOST}${CLOSE}\r\n`, 400],
  'a body': [`GET /livez HTTP/1.1\r\n${HOST}Content-Length: 5\r\n\r\nhello`, 400],
  'an empty body': [`GET /livez HTTP/1.1\r\n${HOST}${CLOSE}Content-Length: 0\r\n\r\n`, 200],
  'a body in chunks': [
    `GET /livez HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
    400,
  ],
  'both lengths': [
    `GET /livez HTTP/1.1\r\n${HOST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    400,
  ],
  'two lengths': [`GET /livez HTTP/1.1\r\n${HOST}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`, 400],
  'a POST': [`POST /api/status HTTP/1.1\r\n${HOST}${CLOSE}Content-Length: 0\r\n\r\n`, 405],
  'a DELETE of something that is not there': [`DELETE /nothing HTTP/1.1\r\n${HOST}${CLOSE}\r\n`, 405],
  'a request to a proxy': [`CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n`, 405],
  'an upgrade': [
    `GET /api/status HTTP/1.1\r\n${HOST}Connection: close, Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    200,
  ],
  'an expectation': [`GET /livez HTTP/1.1\r\n${HOST}${CLOSE}Expect: 200-maybe\r\n\r\n`, 417],
  "a method of one's own": [`EXPLODE / HTTP/1.1\r\n${HOST}${CLOSE}\r\n`, 400],
  'another protocol': ['SSH-2.0-OpenSSH_9.2\r\n\r\n', 400],
  'a TLS handshake': ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
  'HTTP/2': ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  'a header of 20 KB': [`GET /livez HTTP/1.1\r\n${HOST}X: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  'a target of 20 KB': [`GET /${'x'.repeat(20_000)} HTTP/1.1\r\n${HOST}\r\n`, 431],
  '100 headers': [`GET /livez HTTP/1.1\r\n${HOST}${CLOSE}${'a: b\r\n'.repeat(98)}\r\n`, 200],
  '101 headers': [`GET /livez HTTP/1.1\r\n${HOST}${CLOSE}${'a: b\r\n'.repeat(99)}\r\n`, 431],
  '1,000 headers': [`GET /livez HTTP/1.1\r\n${HOST}${'a: b\r\n'.repeat(999)}\r\n`, 431],
  'a second host after many headers': [
    `GET /livez HTTP/1.1\r\n${HOST}${'a: b\r\n'.repeat(500)}Host: evil.example\r\n\r\n`,
    431,
  ],
  'a line feed alone in a header': [`GET /livez HTTP/1.1\r\n${HOST}X: a\nb\r\n\r\n`, 400],
  'a folded header': [`GET /livez HTTP/1.1\r\n${HOST}X: a\r\n b\r\n${CLOSE}\r\n`, 400],
};

for (const [name, [bytes, expected]] of Object.entries(REQUESTS)) {
  test(`a status server answers ${name} with ${expected}`, async (t) => {
    const { port, faults } = await startStatus(t);
    const text = await rawRequest(port, Buffer.from(bytes, 'latin1'));
    t.deepEqual(statusesOf(text), [expected]);
    if (expected === 405) t.regex(text, /^Allow: GET, HEAD\r$/m);
    t.regex(text, /^X-Content-Type-Options: nosniff\r$/m);
    if (expected >= 400) t.regex(text, /\r\n\r\n\{"error":"[^"]+"\}\n$/);
    t.deepEqual(faults, []);
  });
}

test('pipelined requests are answered in their order, and HEAD without a body', async (t) => {
  const { port } = await startStatus(t);
  const head = `HEAD /api/status HTTP/1.1\r\n${HOST}\r\n`;
  const text = await rawRequest(
    port,
    `${head}GET /nothing HTTP/1.1\r\n${HOST}\r\n${head}GET /livez HTTP/1.1\r\n${HOST}${CLOSE}\r\n`,
  );
  t.deepEqual(statusesOf(text), [200, 404, 200, 200]);
  t.is(text.split('{').length, 3);
});

test('what a client sends after a refused request is not taken for another', async (t) => {
  const { port } = await startStatus(t);
  const smuggled = `GET /livez HTTP/1.1\r\n${HOST}\r\n`;
  const text = await rawRequest(
    port,
    `GET /livez HTTP/1.1\r\n${HOST}Content-Length: ${smuggled.length}\r\n\r\n${smuggled}`,
  );
  t.deepEqual(statusesOf(text), [400]);
});

test('any bytes get an answer below 500 or none, and the server goes on', async (t) => {
  const { port, faults } = await startStatus(t);
  const piece = fc.oneof(
    fc.constantFrom(
      'GET ',
      'HEAD ',
      'POST ',
      'OPTIONS ',
      ' HTTP/1.1\r\n',
      ' HTTP/1.0\r\n',
      '\r\n',
      '\r\n\r\n',
      '\n',
    ),
    fc.constantFrom(
      '/',
      '/livez',
      '/metrics',
      '/api/status',
      '/api/participants',
      '/api/sessions',
      '/participants.csv',
    ),
    fc.constantFrom(
      '/assets/',
      '/assets/page/',
      '/assets/uplot.js',
      '/api/participants/',
      '..',
      '%',
      '%00',
      '%2e',
      '?',
    ),
    fc.constantFrom('?limit=', '&offset=', 'state=open', '1', '1001', '-1', '0x1', 'NaN'),
    fc.constantFrom(
      'Host: localhost\r\n',
      'Host: ',
      'Host: [::1]:1\r\n',
      'Connection: close\r\n',
      'Expect: 100-continue\r\n',
    ),
    fc.constantFrom(
      'Content-Length: 3\r\n',
      'Content-Length: ',
      'Transfer-Encoding: chunked\r\n',
      'Transfer-Encoding: ',
    ),
    fc.constantFrom(
      'Authorization: Basic ',
      'Origin: ',
      'Sec-Fetch-Site: cross-site\r\n',
      'If-None-Match: ',
      'Upgrade: x\r\n',
    ),
    fc.string({ unit: 'binary', maxLength: 20 }),
  );
  const bytes = fc.array(piece, { maxLength: 25 }).map((pieces) => Buffer.from(pieces.join(''), 'latin1'));
  await fc.assert(
    fc.asyncProperty(bytes, fc.boolean(), async (sent, isCut) => {
      const socket = connect(port, '127.0.0.1');
      let text = '';
      socket.setEncoding('latin1').on('data', (more: string) => (text += more));
      socket.on('error', () => undefined);
      if (isCut) {
        for (let at = 0; at < sent.length; at += 7) socket.write(sent.subarray(at, at + 7));
        socket.end();
      } else socket.end(sent);
      await once(socket, 'close');
      assert.ok(
        statusesOf(text).every((status) => status < 500),
        text,
      );
    }),
    { numRuns: 300 },
  );
  t.is((await rawGet(port, '/livez')).status, 200);
  t.deepEqual(faults, []);
});
