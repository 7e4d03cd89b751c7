import test from 'ava';
import fc from 'fast-check';
import { maskUrl } from '../../lib/config/mask-url.js';

test('the password of a URL is masked, encoded or not, and so are parameters', (t) => {
  t.is(maskUrl('postgresql://u:p@h/d'), 'postgresql://u:***@h/d');
  t.is(maskUrl('postgresql://u:a/b@c?d#e@h/d'), 'postgresql://u:***@h/d');
  t.is(
    maskUrl('postgresql:///d?user=u&password=p&sslpassword=q'),
    'postgresql:///d?user=u&password=***&sslpassword=***',
  );
  t.is(maskUrl('postgresql://u@h/d'), 'postgresql://u@h/d');
  t.is(maskUrl('a:b@c.ndjson'), 'a:b@c.ndjson');
});

test('no password comes through, whatever is in it', (t) => {
  fc.assert(
    fc.property(fc.string({ minLength: 6 }), (text) => {
      const password = `QQ${text}ZZ`;
      t.false(maskUrl(`postgresql://u:${password}@h/d`).includes(password));
    }),
  );
});
