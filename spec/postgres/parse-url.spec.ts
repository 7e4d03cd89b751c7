import test from 'ava';
import fc from 'fast-check';
import { parseUrl, shownUrl } from '../../lib/postgres/parse-url.js';

const parsed = (url: string) => {
  const { hosts, parameters } = parseUrl(url);
  return [hosts.map(({ host, port }) => `${host}|${port}`).join(' '), Object.fromEntries(parameters)];
};

test('the forms of libpq', (t) => {
  t.deepEqual(parsed('postgresql://'), ['|', {}]);
  t.deepEqual(parsed('postgres://h'), ['h|', {}]);
  t.deepEqual(parsed('postgresql://u@h:1/d'), ['h|1', { user: 'u', dbname: 'd' }]);
  t.deepEqual(parsed('postgresql://u%40:p%3A%2F@[::1]:1,h2/d?sslmode=require'), [
    '::1|1 h2|',
    { user: 'u@', password: 'p:/', dbname: 'd', sslmode: 'require' },
  ]);
  t.deepEqual(parsed('postgresql://%2Frun%2Fpg/d'), ['/run/pg|', { dbname: 'd' }]);
  t.deepEqual(parsed('postgresql:///d?host=/run&port=2&ssl=true'), [
    '/run|2',
    { dbname: 'd', host: '/run', port: '2', sslmode: 'require' },
  ]);
  t.deepEqual(parsed('postgresql:///?service=s'), ['|', { service: 's' }]);
  t.deepEqual(parsed('postgresql:///?host=a,b&port=1,2')[0], 'a|1 b|2');
});

const wrong: readonly [url: string, problem: RegExp][] = [
  ['postgresql://u:a/b@h/d', /must be postgresql:/],
  ['postgresql://u:a@b@h/d', /must be postgresql:/],
  ['postgresql://u:a#b@h/d', /must be postgresql:/],
  ['postgresql://u:secret@h:0/d', /a port must be an integer from 1 to 65535/],
  ['postgresql://u:secret@h:70000/d', /a port must be/],
  ['postgresql://u:secret@h/d?x=1', /the parameter x is unknown/],
  ['postgresql://u:secret@h/d?sslmode', /the parameter sslmode needs a value/],
  ['postgresql://u:secret@h/d%', /a % must be followed/],
  ['postgresql://u:secret@h/%00', /NUL/],
  ['postgresql:///?host=a,b,c&port=1,2', /one port, or one for each host/],
];

for (const [url, message] of wrong) {
  test(`refused: ${url}`, (t) => {
    const error = t.throws(() => parseUrl(url), { code: 'unusable_database', message });
    t.false(error.message.includes('secret'));
  });
}

test('no password is ever shown, encoded or not, of any URL', (t) => {
  const piece = fc.string({ maxLength: 8 });
  fc.assert(
    fc.property(
      fc.string({ minLength: 8, unit: fc.constantFrom('@', ':', '/', '?', '#', '%', '&', '=', 'Q', 'Z') }),
      fc.boolean(),
      piece,
      fc.option(piece),
      (password, encoded, host, query) => {
        const text = encoded ? encodeURIComponent(password) : password;
        const secret = `&sslpassword=${encodeURIComponent(password)}`;
        const url = `postgresql://user:${text}@${host}/db${query === null ? '' : `?${query}${secret}`}`;
        const shown = shownUrl(url);
        t.false(shown.includes(text), shown);
        try {
          parseUrl(url);
        } catch (error) {
          t.false((error as Error).message.includes(text));
        }
      },
    ),
  );
});

test('any text is parsed, or refused with our error', (t) => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const url = `postgresql://${text}`;
      try {
        parseUrl(url);
      } catch (error) {
        t.is((error as { code?: string }).code, 'unusable_database');
      }
    }),
  );
});
