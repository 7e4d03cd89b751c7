import test from 'ava';
import fc from 'fast-check';
import { AllowedHosts } from '../../../lib/observe/web/allowed-hosts.js';
import { HttpError } from '../../../lib/observe/web/http-error.js';
import { isNavigation, isOwnSite } from '../../../lib/observe/web/own-site.js';
import { parsePaging, parseSessionsQuery } from '../../../lib/observe/web/paging.js';
import { parseTarget } from '../../../lib/observe/web/target.js';
import { isStatusToken, TokenCheck } from '../../../lib/observe/web/token.js';

test('addresses, localhost and the given names may be asked for, with any port', (t) => {
  const hosts = new AllowedHosts(['Status.Example.org', 'wall']);
  const allowed = [
    ...['localhost', 'LOCALHOST:9000', 'localhost.', '127.0.0.1', '127.0.0.1:9000', '192.0.2.7:80'],
    ...['[::1]', '[::1]:9000', '[2001:db8::7]:1', 'status.example.org', 'STATUS.example.ORG.:443', 'wall:1'],
  ];
  for (const host of allowed) t.true(hosts.allow(host), host);
  const refused = [
    ...[
      '',
      'evil.example',
      'example.org',
      'x.status.example.org',
      'status.example.org.evil',
      'localhost.evil',
    ],
    ...['::1', '[::1', '[evil]', '[::1]x', '1.2.3', '127.1', 'localhost:x', 'user@localhost', 'localhost/x'],
    ...['localhost:123456', 'local host', 'localhost,evil.example', '[127.0.0.1]'],
  ];
  for (const host of refused) t.false(hosts.allow(host), host);
});

test('a host is never allowed by what follows it or precedes it', (t) => {
  const hosts = new AllowedHosts([]);
  const names = fc.domain().filter((name) => name !== 'localhost');
  fc.assert(fc.property(names, (name) => !hosts.allow(name) && !hosts.allow(`${name}:80`)));
  t.pass();
});

test('a request is ours if the browser says so, or if no browser sent it', (t) => {
  const host = 'localhost:9000';
  t.true(isOwnSite({ host }));
  t.true(isOwnSite({ host, origin: 'http://localhost:9000' }));
  t.true(isOwnSite({ host, origin: 'https://LOCALHOST:9000' }), 'behind a proxy');
  t.true(isOwnSite({ host, 'sec-fetch-site': 'same-origin' }));
  t.true(isOwnSite({ host, 'sec-fetch-site': 'none' }));
  for (const origin of [
    'null',
    'http://evil.example',
    'http://localhost:9001',
    'http://localhost',
    '',
    'file://',
  ]) {
    t.false(isOwnSite({ host, origin }), origin);
  }
  for (const site of ['cross-site', 'same-site', 'something new']) {
    t.false(isOwnSite({ host, 'sec-fetch-site': site }), site);
  }
  t.false(isOwnSite({ origin: 'http://undefined' }));
});

test('a link that was followed, and nothing else, is a navigation', (t) => {
  t.true(isNavigation({ 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }));
  t.false(isNavigation({ 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }));
  t.false(isNavigation({ 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'document' }));
  t.false(isNavigation({}));
});

test('a target is a path, with or without the host in front', (t) => {
  t.deepEqual(parseTarget('/a/b?c=d?e'), { path: '/a/b', query: 'c=d?e', authority: null });
  t.deepEqual(parseTarget('http://h:1/a?b'), { path: '/a', query: 'b', authority: 'h:1' });
  t.deepEqual(parseTarget('HTTPS://h'), { path: '/', query: '', authority: 'h' });
  t.deepEqual(parseTarget('http://h?x'), { path: '/', query: 'x', authority: 'h' });
  t.deepEqual(parseTarget('//evil.example/a'), { path: '//evil.example/a', query: '', authority: null });
  for (const text of ['', '*', 'a', 'http://', 'http:///a', 'ftp://h/a', 'http://h#x', '?']) {
    t.throws(() => parseTarget(text), { instanceOf: HttpError }, text);
  }
});

test('a page of a list has an offset and a limit, each by its rule', (t) => {
  t.deepEqual(parsePaging(''), { offset: 0, limit: 100 });
  t.deepEqual(parsePaging('limit=1000&offset=1000000'), { offset: 1_000_000, limit: 1000 });
  const wrong = [
    ...['limit=0', 'limit=1001', 'limit=-1', 'limit=', 'limit=1e2', 'limit=0x10', 'limit=+1', 'limit=%201'],
    ...[
      'limit=1.0',
      'limit=01',
      'offset=1000001',
      'offset=NaN',
      'offset=1&offset=2',
      'page=1',
      'Limit=1',
      '__proto__=1',
    ],
  ];
  for (const query of wrong)
    t.throws(() => parsePaging(query), { instanceOf: HttpError, message: /\.$/ }, query);
  t.throws(() => parsePaging('limit=1001'), { message: 'limit must be an integer from 1 to 1000.' });
  t.throws(() => parsePaging('page=1'), { message: 'The only parameters are offset, limit.' });
});

test('a list of sessions has a filter besides', (t) => {
  t.deepEqual(parseSessionsQuery(''), { filter: null, offset: 0, limit: 100 });
  t.deepEqual(parseSessionsQuery('state=refused&limit=5'), { filter: 'refused', offset: 0, limit: 5 });
  t.throws(() => parseSessionsQuery('state=OPEN'), { message: 'state must be one of open ended refused.' });
  t.throws(() => parseSessionsQuery('state='), { instanceOf: HttpError });
});

const TOKEN = 'correct-horse-battery';

function check(authorization: string | undefined): boolean {
  try {
    new TokenCheck(TOKEN).check(authorization);
    return true;
  } catch (error) {
    if (error instanceof HttpError && error.status === 401 && !error.message.includes('horse')) return false;
    throw error;
  }
}

function basic(text: string): string {
  return `Basic ${Buffer.from(text).toString('base64')}`;
}

test('a token comes as Bearer, or as the password of anybody', (t) => {
  t.true(check(`Bearer ${TOKEN}`));
  t.true(check(`bearer  ${TOKEN} `));
  t.true(check(basic(`:${TOKEN}`)));
  t.true(check(basic(`operator:${TOKEN}`)));
  const wrong = [
    ...[
      undefined,
      '',
      'Bearer',
      'Bearer ',
      `Bearer ${TOKEN}x`,
      `Bearer ${TOKEN.slice(1)}`,
      `Token ${TOKEN}`,
      TOKEN,
    ],
    ...[basic(TOKEN), basic(`${TOKEN}:`), basic(`a:b:${TOKEN}`), 'Basic ====', `Bearer ${TOKEN} ${TOKEN}`],
  ];
  for (const header of wrong) t.false(check(header), header);
});

test('any other text is no token', (t) => {
  fc.assert(
    fc.property(fc.string(), (text) => !check(text) && !check(`Bearer ${text}`) && !check(basic(text))),
  );
  t.pass();
});

test('a token has 16 to 1000 characters that both headers can carry', (t) => {
  for (const text of ['a'.repeat(16), 'a'.repeat(1000), 'AZaz09-._~+/abcd=='])
    t.true(isStatusToken(text), text);
  for (const text of [
    '',
    'a'.repeat(15),
    'a'.repeat(1001),
    'a b'.repeat(9),
    `ü${'a'.repeat(16)}`,
    `${TOKEN}\n`,
  ]) {
    t.false(isStatusToken(text), text);
  }
});
