import test from 'ava';
import { placeText } from '../../lib/server/place-text.js';

test('where a server listens', (t) => {
  t.is(placeText({ host: '::1', port: 5, addresses: [], path: null }), 'tls://[::1]:5');
  t.is(placeText({ host: '', port: 0, addresses: [], path: '/run/a\nb' }), 'unix:/run/a\\nb');
});
