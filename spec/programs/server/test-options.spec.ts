import test from 'ava';
import { completeConfig, type ServerConfig } from '../../../lib/config/server-config.js';
import { testOptionsWarning } from '../../../lib/programs/server/test-options.js';
import type { ListeningPlace } from '../../../lib/server/accept/opened.js';

const LOCAL: ListeningPlace = { host: 'localhost', port: 1, addresses: ['127.0.0.1', '::1'], path: null };
const OPEN: ListeningPlace = { host: '::', port: 2, addresses: ['::'], path: null };
const UNIX: ListeningPlace = { host: '', port: 0, addresses: [], path: '/s' };

const warns = test.macro<[given: Partial<ServerConfig>, places: ListeningPlace[], warning: string | null]>({
  exec(t, given, places, warning) {
    t.is(testOptionsWarning(completeConfig(given), places), warning);
  },
  title: (_, given, places, warning) =>
    `${JSON.stringify(given)} on ${places.length}: ${warning ?? 'no warning'}`,
});

test(warns, {}, [OPEN], null);
test(warns, { token: 'a', failRate: 1, randomString: 'b' }, [LOCAL, UNIX], null);
test(warns, { token: 'a', tutorial: true }, [OPEN], null);
test(
  warns,
  { token: 'a' },
  [LOCAL, OPEN],
  '--token is for tests, and other machines can connect to tls://[::]:2.',
);
test(
  warns,
  { token: 'a', failRate: 0.1 },
  [OPEN],
  '--token and --fail-rate are for tests, and other machines can connect to tls://[::]:2.',
);
test(
  warns,
  { randomString: 'a' },
  [OPEN],
  '--random-string is for tests, and other machines can connect to tls://[::]:2.',
);
