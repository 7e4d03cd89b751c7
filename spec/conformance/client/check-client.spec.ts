import test from 'ava';
import type { ClientCheck } from '../../../lib/conformance/client/client-check.js';
import { play, removePki } from '../../support/conformance/play-client.js';

test.after.always(removePki);

const waits = (more: Partial<ClientCheck>): ClientCheck => ({
  id: 'session.waits',
  level: 'must',
  section: 'session',
  rule: 'A rule.',
  play: (stage) => stage.before(new Promise((resolve) => setTimeout(resolve, 200)), 'an event'),
  ...more,
});

test('a check has the time limit', async (t) => {
  t.is((await play(waits({}), undefined, 1)).verdict, 'fail');
});

test('a check has its factor of the time limit', async (t) => {
  t.is((await play(waits({ timeFactor: 60_000 }), undefined, 1)).verdict, 'pass');
});

test('a check has the seconds that it needs, however short the time limit is', async (t) => {
  t.is((await play(waits({ minSeconds: 60 }), undefined, 1)).verdict, 'pass');
});
